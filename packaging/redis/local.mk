# Redis' configuration for production; docs/operations/tiers.md tells how it is used.
redisconfdir = $(pkgdatadir)/redis
dist_redisconf_DATA = packaging/redis/redis.conf

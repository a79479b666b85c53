# src/store: the tiers. Headers of engines are included in lmdb/, redis/ and mongo/ only.
noinst_LIBRARIES += libstore.a
libstore_a_SOURCES = \
  src/store/damage.c src/store/damage.h \
  src/store/data_dir.c src/store/data_dir.h \
  src/store/durable_dump.h \
  src/store/durable_since.c src/store/durable_since.h \
  src/store/engine.h \
  src/store/frame.c src/store/frame.h \
  src/store/history_hole.c src/store/history_hole.h \
  src/store/history_store.c src/store/history_store.h \
  src/store/internal.h \
  src/store/journal.c src/store/journal.h \
  src/store/lmdb/lmdb_copy.c \
  src/store/lmdb/lmdb_environment.c src/store/lmdb/lmdb_environment.h \
  src/store/lmdb/lmdb_file.c src/store/lmdb/lmdb_file.h \
  src/store/lmdb/lmdb_tier.c \
  src/store/lmdb/lmdb_verify.c \
  src/store/mongo/mongo_document.c src/store/mongo/mongo_document.h \
  src/store/mongo/mongo_dump.h \
  src/store/mongo/mongo_dump_file.c \
  src/store/mongo/mongo_dump_load.c \
  src/store/mongo/mongo_dump_save.c \
  src/store/mongo/mongo_find.c src/store/mongo/mongo_find.h \
  src/store/mongo/mongo_history.c \
  src/store/mongo/mongo_item.c \
  src/store/mongo/mongo_link.c src/store/mongo/mongo_link.h \
  src/store/durable_schema.h \
  src/store/mongo/mongo_migrations.c \
  src/store/mongo/mongo_report.c \
  src/store/mongo/mongo_schema.c src/store/mongo/mongo_schema.h \
  src/store/mongo/mongo_sharding.c \
  src/store/mongo/mongo_tier.c src/store/mongo/mongo_tier.h \
  src/store/product_state.c src/store/product_state.h \
  src/store/record.c src/store/record.h \
  src/store/records.h \
  src/store/redis/redis_connect.c src/store/redis/redis_connect.h \
  src/store/redis/redis_dump.c \
  src/store/redis/redis_error.c \
  src/store/redis/redis_item.c \
  src/store/redis/redis_lease.c \
  src/store/redis/redis_link.c src/store/redis/redis_link.h \
  src/store/redis/redis_reconcile.c \
  src/store/redis/redis_record.c src/store/redis/redis_record.h \
  src/store/redis/redis_report.c src/store/redis/redis_report.h \
  src/store/redis/redis_script.c \
  src/store/redis/redis_stream.c src/store/redis/redis_stream.h \
  src/store/redis/redis_tier.c src/store/redis/redis_tier.h \
  src/store/redis/redis_tls.c src/store/redis/redis_tls.h \
  src/store/redis/redis_url.c src/store/redis/redis_url.h \
  src/store/report_store.c src/store/report_store.h \
  src/store/shared_dump.h \
  src/store/shared_tier.h \
  src/store/snapshot.c src/store/snapshot.h \
  src/store/stamp.c src/store/stamp.h \
  src/store/station_list.c src/store/station_list.h \
  src/store/station_store.c src/store/station_store.h \
  src/store/store.c src/store/store.h \
  src/store/store_open.c \
  src/store/table.c src/store/table.h \
  src/store/tier.c src/store/tier.h \
  src/store/tier_call.c src/store/tier_call.h \
  src/store/tier_operations.h
libstore_a_CFLAGS = $(AM_CFLAGS) $(ZLIB_CFLAGS) $(HIREDIS_CFLAGS) $(MONGOC_CFLAGS)
# What links libstore.a needs these after it.
STORE_LIBS = libstore.a $(LMDB_LIBS) $(ZLIB_LIBS)
# And these, where it uses store/tier.h or store/shared_tier.h.
TIER_LIBS = $(STORE_LIBS) $(HIREDIS_LIBS) $(MONGOC_LIBS) -lpthread

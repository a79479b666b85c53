# frontend: plain files, served as they are.
frontenddir = $(pkgdatadir)/frontend
dist_frontend_DATA = \
  frontend/app.js \
  frontend/clock.js \
  frontend/format.js \
  frontend/icon.svg \
  frontend/index.html \
  frontend/style.css

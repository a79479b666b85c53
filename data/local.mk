# data: airports.bin is made of these by src/geo/local.mk. The notice of the licence goes with it.
dist_pkgdata_DATA += data/LICENSE-ODbL
EXTRA_DIST += data/README.md data/airports.csv data/runways.csv data/frequencies.csv data/make-airports

# src/render: decoded reports as JSON and as text
noinst_LIBRARIES += librender.a
librender_a_SOURCES = \
  src/render/conditions_json.c src/render/conditions_json.h \
  src/render/conditions_text.c src/render/conditions_text.h \
  src/render/metar_json.c src/render/metar_json.h \
  src/render/metar_text.c src/render/metar_text.h \
  src/render/notam_abbreviation.c src/render/notam_abbreviation.h \
  src/render/notam_json.c src/render/notam_json.h \
  src/render/notam_text.c src/render/notam_text.h \
  src/render/options.h \
  src/render/pirep_json.c src/render/pirep_json.h \
  src/render/pirep_text.c src/render/pirep_text.h \
  src/render/remark_json.c src/render/remark_json.h \
  src/render/remark_text.c src/render/remark_text.h \
  src/render/sigmet_json.c src/render/sigmet_json.h \
  src/render/sigmet_text.c src/render/sigmet_text.h \
  src/render/spans_json.c src/render/spans_json.h \
  src/render/taf_json.c src/render/taf_json.h \
  src/render/taf_text.c src/render/taf_text.h

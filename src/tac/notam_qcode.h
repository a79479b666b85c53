/*
 * The NOTAM code in words: second and third letter the subject, fourth and fifth its condition (ICAO Doc
 * 8400, the NOTAM Code; Doc 8126 appendix). NULL for XX, which says that the text has it, and for what is not
 * in the code. Static, never longer than 80 characters.
 */
#ifndef AW_TAC_NOTAM_QCODE_H
#define AW_TAC_NOTAM_QCODE_H

/* `code` is "QMRLC", five letters, or "". */
const char *notam_qcode_subject(const char *code);
const char *notam_qcode_condition(const char *code);

#endif

/*
 * aviation-weather decode [--type TYPE] [--reference-time T] [--jsonl|--text] [--provenance] [--at TIME]
 *                         [--units aviation|metric|imperial] [FILE|REPORT...]
 *
 * TYPE is metar, taf, pirep, sigmet, airmet, cwa or auto.
 *
 * Decodes one report a line, from files, from arguments that name no file, or from standard input. With
 * --jsonl one JSON object a line, in the order of the input: {"raw", "decoded"} or {"raw", "error"};
 * otherwise plain text. The reference time is now unless given. Exit status: 0; 1 when a file can't be read
 * or written; 2 for wrong usage. A report that can't be decoded is not a failure of the command.
 */
#ifndef AW_CLI_DECODE_H
#define AW_CLI_DECODE_H

int command_decode(int argc, char **argv);

#endif

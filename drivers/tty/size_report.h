/*
 * The size of the terminal at the other end of a serial line, as that tells it
 * among its input: ESC [ 8 ; rows ; columns t (xterm's report of its text area).
 * Plain data. Bytes that may be such a report are held back until they turn out
 * to be one or not.
 */
#ifndef TTY_SIZE_REPORT_H
#define TTY_SIZE_REPORT_H

#include <kintsugi/types.h>

#define SIZE_REPORT_MAX 16u /* bytes of the longest report: four digits each */

struct size_report {
	u8 held[SIZE_REPORT_MAX];
	u8 length;
	u8 stage;      /* enum stage of size_report.c: what is expected next */
	u16 rows, columns;
};

enum size_verdict {
	SIZE_HELD,     /* it may be a report: more bytes will tell */
	SIZE_INPUT,    /* it is none: what was held is input, and what size_report_take gave back */
	SIZE_REPORTED, /* rows and columns tell the size; nothing is held any more */
};

/*
 * Takes a byte. With SIZE_INPUT, *length bytes are in `input` (of SIZE_REPORT_MAX + 1), in
 * the order in which they came; a byte that may begin another report is held again.
 */
enum size_verdict size_report_take(struct size_report *report, u8 byte, u8 *input, u32 *length);

/* What is held is input after all: copies it and returns its length. */
u32 size_report_give_up(struct size_report *report, u8 *input);

#endif

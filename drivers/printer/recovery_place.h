/*
 * The place in the job that is printed, and how it outlives the driver: it lies in the data
 * store as well, under the driver's label, where its successor finds it.
 *
 * What lies there is never ahead of the printer, and a little behind when the driver dies before
 * it could be stored: a part is then printed twice, and none is left out.
 */
#ifndef PRINTER_RECOVERY_PLACE_H
#define PRINTER_RECOVERY_PLACE_H

#include <sys/printer.h>

/* On a thread: waits for what the predecessor left. */
void place_restore(void);

/* In the last job that had one; job 0: none is known. */
const struct printer_place *place_known(void);

/* A job begins, or goes on, there. */
void place_set(const struct printer_place *place);

/* The printer took so many bytes more of the job. */
void place_advance(unsigned bytes);

#endif

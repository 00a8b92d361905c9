/*
 * What a printer's special file can do besides being written to.
 *
 * It is opened for writing by one process at a time (EBUSY); opened for reading only, it just
 * answers the requests below, as often as one likes. A write ends when the printer has taken all
 * of it. One that finds the printer off line, or without paper, waits (EAGAIN with O_NONBLOCK)
 * until a person has seen to it; a printer that takes nothing though it lacks nothing ends it with
 * EIO.
 *
 * The driver counts what the printer has taken of a job, and keeps that place where its
 * successor finds it. Whoever learns by EIO that the driver failed opens the file again
 * and asks how far the job had come: at least that far, since the driver may have failed before
 * it could note the last bytes.
 */
#ifndef SYS_PRINTER_H
#define SYS_PRINTER_H

#include <sys/ioctl.h>

/* PRINTER_GET_STATUS: unsigned, these bits; 0: it is ready, or busy with what it has. */
#define PRINTER_OFFLINE 1u
#define PRINTER_NO_PAPER 2u
#define PRINTER_FAULT 4u /* it says that something else is wrong */

struct printer_place {
	unsigned job;  /* a number of the writer's choice, not 0; 0: no place is known */
	unsigned done; /* bytes of it that the printer has taken */
};

#define PRINTER_GET_STATUS IOCTL(IOCTL_FROM_DRIVER, 'P', 1, 4)
#define PRINTER_GET_PLACE IOCTL(IOCTL_FROM_DRIVER, 'P', 2, 8) /* in the last job that had one */
/*
 * What is written from now on, until the file is closed, is of that job, from that place on. For
 * who has it open for writing, as root: EPERM.
 */
#define PRINTER_SET_PLACE IOCTL(IOCTL_TO_DRIVER, 'P', 3, 8)

#endif

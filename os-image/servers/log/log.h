/*
 * The log server: keeps what kernel, servers and drivers said (K_DIAG), and
 * serves it as the character device /dev/klog.
 *
 * Each open reads from the oldest byte on and gets 0 at the end, as dmesg's
 * users expect; poll waits for more. What is written becomes lines that begin
 * with "user: ". A restarted server goes on with all that the one before had
 * (recovery.h), and with what the kernel was told meanwhile.
 */
#ifndef LOG_LOG_H
#define LOG_LOG_H

#include <libdriver/char.h>

#include "ring.h"

extern struct ring *log_ring;

/* main.c */
void log_appended(void); /* something but the kernel's log has come into the ring */

/* device.c */
extern const struct char_driver log_device;
void log_grown(void); /* tells those who wait for more */

/* events.c */
/* The next bytes of the kernel's log. */
void events_take(const char *text, u32 size);

#endif

/*
 * Time: microseconds since boot from the CPU's time-stamp counter, calibrated
 * against the PIT; alarms and scheduling ticks from the PIT in one-shot mode,
 * so that an idle machine sleeps until somebody wants something.
 */
#ifndef KERNEL_CLOCK_H
#define KERNEL_CLOCK_H

#include "proc.h"

void clock_init(void);
u64 clock_now_us(void);
u32 clock_tsc_khz(void);
u64 clock_boot_epoch_s(void);
/* At that time p gets a notification from EP_CLOCK; 0 takes the alarm back. */
void clock_set_alarm(struct proc *p, u64 at_us);
/* Sets the timer for the next alarm or, when a process runs, the next tick. */
void clock_program(void);
/* The timer's interrupt. */
void clock_interrupt(void);

#endif

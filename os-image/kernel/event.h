/*
 * The event stream (COM2, out) and the control channel (COM2, in). The kernel
 * alone writes the line's frame, t_us, src and ep, and escapes all text, so
 * that no component can forge another's event (DESIGN, "The event stream").
 */
#ifndef KERNEL_EVENT_H
#define KERNEL_EVENT_H

#include "proc.h"

#define KERNEL_LABEL "kernel" /* as src; nobody else may be called that */

void event_init(void);
struct event_value {
	const char *key;
	enum event_type type;
	s64 number;
	const char *text;
	u32 length;
};
/* Writes one event of `from` (null: the kernel itself) with fields from the kernel's memory. */
void event_write(const struct proc *from, const char *kind, const struct event_value *values, u32 count);
/* K_EVENT: kind and fields in p's memory. */
s32 event_from(struct proc *p, u32 kind, u32 fields, u32 count);

/* channel.c */
void channel_interrupt(void);
s32 channel_read(struct proc *p, u32 buffer, u32 length);

#endif

/*
 * Whether a call that a signal interrupted is to be made again: only if no
 * handler ran that was set without SA_RESTART. Note the count before the call.
 */
#ifndef SIGNAL_RESTART_H
#define SIGNAL_RESTART_H

/* Handlers without SA_RESTART that have begun so far. */
extern volatile unsigned interrupting_handlers;

#endif

/* Signals: traps that the user sets, and how the shell itself takes signals. */
#ifndef SH_TRAP_H
#define SH_TRAP_H

#include <stdbool.h>

#define TRAP_EXIT 0 /* the "signal" of the end of the shell */

/* Sets the action: NULL for the default, "" to ignore. */
void trap_set(int number, const char *action);
/* The action or NULL. */
const char *trap_get(int number);
/* Whether any action is set, EXIT's included. */
bool trap_any_is_set(void);

/* Runs the actions of signals that came since; after an interrupt an interactive shell unwinds. */
void trap_run_pending(void);
/* Whether trap_run_pending has something to do. */
bool trap_is_pending(void);
/* The number of a signal that came and has an action, or 0. */
int trap_first_pending(void);
/* Runs the action of EXIT, once. */
void trap_run_exit(void);
/* The status that `exit` has when none is given: in a trap, that of before the trap. */
int trap_exit_status(void);

/* An interactive shell was interrupted (^C): noted until trap_run_pending. */
void trap_interrupt(void);
bool trap_is_interrupted(void);
void trap_forget_interrupt(void);

/* Takes signals as an interactive shell does, or not. */
void trap_set_interactive(void);
void trap_set_job_control(bool on);
/* In a child: traps are gone, what is ignored stays so. */
void trap_reset_in_child(bool ignores_keyboard);

/* ---- signal_names.c ---- */

/* The number of "INT", "SIGINT", "2" or "EXIT"; -1 when there is none. */
int signal_number(const char *name);
/* "INT"; NULL when the number is none. */
const char *signal_name(int number);
/* "Segmentation fault" */
const char *signal_text(int number);

#endif

/*
 * Sessions and their terminals: which terminal controls which session, and
 * which of its process groups is in the foreground. Drivers know nothing of
 * processes; what they have to tell them they tell by way of this.
 */
#include <signal.h>
#include <sys/ioctl.h>

#include "vfs.h"

#define NR_TERMINALS 16
/*
 * A process in the background that reads is told to stop, and to ask again when
 * it goes on. One that does neither would ask for ever.
 */
#define BACKGROUND_TRIES 64

static struct terminal terminals[NR_TERMINALS];

static struct terminal *
terminal_at(u32 device)
{
	for (struct terminal *terminal = terminals; terminal < terminals + NR_TERMINALS; terminal++)
		if (terminal->device == device)
			return terminal;
	return NULL;
}

struct terminal *
terminal_of_session(s32 session)
{
	for (struct terminal *terminal = terminals; terminal < terminals + NR_TERMINALS; terminal++)
		if (terminal->device != 0 && terminal->session == session)
			return terminal;
	return NULL;
}

s32
do_terminal_of(struct call *call)
{
	s32 session = MESSAGE_BODY(&call->message, const struct vfs_session)->session;
	const struct terminal *terminal = terminal_of_session(session);

	return terminal != NULL ? (s32)terminal->device : 0;
}

/* The device that a description has open, or 0 when it is no terminal. */
static u32
terminal_device(const struct filp *filp)
{
	u32 major = DEVICE_MAJOR(filp->vnode->device);

	if (major != MAJOR_TERMINAL && major != MAJOR_CONTROLLING)
		return 0;
	return DEVICE(MAJOR_TERMINAL, filp->minor);
}

/* The leader of a session without a terminal takes one that controls none, or has it already. */
static s32
take_terminal(const struct fproc *process, u32 device)
{
	struct terminal *terminal = terminal_at(device);

	if (terminal != NULL && terminal->session == process->session)
		return 0;
	if (process->pid != process->session || terminal_of_session(process->session) != NULL ||
	    terminal != NULL)
		return -EPERM;
	terminal = terminal_at(0);
	if (terminal == NULL)
		return -ENFILE;
	*terminal = (struct terminal){device, process->session, process->group};
	return 0;
}

void
terminal_opened(struct fproc *process, const struct filp *filp)
{
	u32 device = terminal_device(filp);

	if (device != 0)
		(void)take_terminal(process, device); /* most who open one don't get it */
}

/* A signal to the caller's group for what only the foreground may do; then it asks again. */
static s32
stop_background(struct fproc *process, s32 signal, int is_deaf)
{
	if (is_deaf || process->background_tries++ >= BACKGROUND_TRIES) {
		process->background_tries = 0;
		return -EIO;
	}
	pm_signal_group(process->group, signal);
	return -ERESTART;
}

s32
terminal_check_read(struct fproc *process, const struct filp *filp)
{
	const struct terminal *terminal = terminal_at(terminal_device(filp));
	int is_background = terminal_device(filp) != 0 && terminal != NULL &&
			    terminal->session == process->session &&
			    terminal->foreground != process->group;

	if (is_background)
		return stop_background(process, SIGTTIN, process->deaf_to & VFS_PM_DEAF_TTIN);
	process->background_tries = 0;
	return 0;
}

/* ---- requests ---- */

static int
group_is_in_session(s32 group, s32 session)
{
	FOR_EACH_FPROC(process)
		if (process->group == group && process->session == session && !process->is_exiting)
			return 1;
	return 0;
}

/* Who is in the background and could be told so is, rather than taking the terminal over. */
static s32
set_foreground(struct fproc *process, struct terminal *terminal, u32 argument)
{
	s32 group;

	if (fproc_copy_in(process, &group, argument, sizeof(group)) < 0)
		return -EFAULT;
	if (group <= 0)
		return -EINVAL;
	if (!group_is_in_session(group, process->session))
		return -EPERM;
	if (terminal->foreground != process->group && !(process->deaf_to & VFS_PM_DEAF_TTOU))
		return stop_background(process, SIGTTOU, 0);
	process->background_tries = 0;
	terminal->foreground = group;
	return 0;
}

static s32
give_number(const struct fproc *process, s32 number, u32 argument)
{
	return fproc_copy_out(process, &number, argument, sizeof(number));
}

static void
leave_session(struct terminal *terminal)
{
	pm_signal_group(terminal->foreground, SIGHUP);
	pm_signal_group(terminal->foreground, SIGCONT);
	*terminal = (struct terminal){0, 0, 0};
}

s32
terminal_ioctl(struct call *call, struct filp *filp, u32 request, u32 argument)
{
	struct fproc *process = call->process;
	u32 device = terminal_device(filp);
	struct terminal *terminal = device != 0 ? terminal_at(device) : NULL;

	switch (request) {
	case TIOCSCTTY:
	case TIOCNOTTY:
	case TIOCGPGRP:
	case TIOCSPGRP:
	case TIOCGSID:
		break;
	default:
		return -ENOTTY;
	}
	if (device == 0)
		return -EINVAL;
	if (request == TIOCSCTTY)
		return take_terminal(process, device);
	if (terminal == NULL || terminal->session != process->session)
		return -EPERM;
	if (request == TIOCGPGRP)
		return give_number(process, terminal->foreground, argument);
	if (request == TIOCGSID)
		return give_number(process, terminal->session, argument);
	if (request == TIOCSPGRP)
		return set_foreground(process, terminal, argument);
	if (process->pid != process->session)
		return -EPERM;
	leave_session(terminal);
	return 0;
}

/* ---- what ends or interrupts ---- */

void
terminal_leader_exits(const struct fproc *process)
{
	struct terminal *terminal = terminal_of_session(process->session);

	if (process->pid == process->session && terminal != NULL)
		leave_session(terminal);
}

static int
comes_from_terminals(s32 signal)
{
	return signal == SIGINT || signal == SIGQUIT || signal == SIGTSTP || signal == SIGHUP ||
	       signal == SIGWINCH;
}

void
terminal_signal(u32 device, s32 signal)
{
	const struct terminal *terminal = terminal_at(device);

	if (terminal != NULL && comes_from_terminals(signal))
		pm_signal_group(terminal->foreground, signal);
}

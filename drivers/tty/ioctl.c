/* Requests to terminals: <sys/ioctl.h>. Sessions and their groups are VFS' affair. */
#include <errno.h>
#include <libdriver/char.h>

#include "tty.h"

static s32
set_termios(struct tty *tty, const struct char_call *call)
{
	struct termios termios;
	s32 result;

	if (call->request != TCSETS && !tty_is_drained(tty))
		return CHAR_WAIT;
	result = char_get_argument(call, &termios, sizeof(termios));
	if (result < 0)
		return result;
	if (call->request == TCSETSF)
		(void)line_flush(&tty->line, TCIFLUSH);
	line_set_termios(&tty->line, &termios);
	tty_changed(tty);
	return CHAR_DONE;
}

static s32
flush(struct tty *tty, const struct char_call *call)
{
	int queue;
	s32 result = char_get_argument(call, &queue, sizeof(queue));

	if (result >= 0)
		result = line_flush(&tty->line, queue);
	if (result < 0)
		return result;
	tty_changed(tty);
	return CHAR_DONE;
}

static s32
set_winsize(struct tty *tty, const struct char_call *call)
{
	struct winsize winsize;
	s32 result = char_get_argument(call, &winsize, sizeof(winsize));

	if (result < 0)
		return result;
	line_set_winsize(&tty->line, &winsize);
	tty_changed(tty);
	return CHAR_DONE;
}

static s32
put_readable(const struct tty *tty, const struct char_call *call)
{
	int readable = (int)line_readable(&tty->line);

	return char_put_argument(call, &readable, sizeof(readable));
}

s32
tty_ioctl(struct char_call *call)
{
	struct tty *tty = tty_of(call->minor);

	if (tty == NULL)
		return -ENXIO;
	switch (call->request) {
	case TCGETS:
		return char_put_argument(call, &tty->line.termios, sizeof(tty->line.termios));
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
		return set_termios(tty, call);
	case TCFLSH:
		return flush(tty, call);
	case TCDRAIN:
		return tty_is_drained(tty) ? CHAR_DONE : CHAR_WAIT;
	case TIOCGWINSZ:
		return char_put_argument(call, &tty->line.winsize, sizeof(tty->line.winsize));
	case TIOCSWINSZ:
		return set_winsize(tty, call);
	case FIONREAD:
		return put_readable(tty, call);
	default:
		return -ENOTTY;
	}
}

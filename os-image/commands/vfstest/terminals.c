/* Sessions and their terminals. Each test is a session of its own on a virtual console. */
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vfstest.h"

#define CONSOLE "/dev/ttyc3"

static volatile int got_signal;

static void
note_signal(int signal)
{
	got_signal = signal;
}

static void
on(int signal, void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler};

	CHECK(sigaction(signal, &action, NULL) == 0);
}

/* A new session, led by the caller, with the console as its terminal. */
static int
lead_session(void)
{
	int fd;

	CHECK(setsid() == getpid());
	fd = open(CONSOLE, O_RDWR);
	CHECK(fd >= 0);
	return fd;
}

static void
take_console(void)
{
	pid_t group = 0;
	int fd = lead_session();

	CHECK(ioctl(fd, TIOCGPGRP, &group) == 0 && group == getpid());
	CHECK(tcgetpgrp(fd) == getpid());
	CHECK(open("/dev/tty", O_RDWR) >= 0);
}

static void
a_session_leader_gets_the_terminal_that_it_opens(void)
{
	in_child(take_console);
	in_child(take_console);
}

static void
open_without_taking(void)
{
	pid_t group;
	int fd;

	CHECK(setsid() == getpid());
	fd = open(CONSOLE, O_RDWR | O_NOCTTY);
	CHECK_FAILS(ioctl(fd, TIOCGPGRP, &group), EPERM);
	CHECK_FAILS(open("/dev/tty", O_RDWR), ENXIO);
	CHECK(ioctl(fd, TIOCSCTTY, 0) == 0);
	CHECK(ioctl(fd, TIOCGPGRP, &group) == 0 && group == getpid());
	CHECK(signal(SIGHUP, SIG_IGN) != SIG_ERR);
	CHECK(ioctl(fd, TIOCNOTTY, 0) == 0);
	CHECK_FAILS(open("/dev/tty", O_RDWR), ENXIO);
}

static void
o_noctty_tiocsctty_and_tiocnotty_do_as_they_say(void)
{
	in_child(open_without_taking);
}

static void
take_in_other_session(void)
{
	CHECK(setsid() == getpid());
	CHECK_FAILS(ioctl(open(CONSOLE, O_RDWR), TIOCSCTTY, 0), EPERM);
}

static void
keep_console(void)
{
	(void)lead_session();
	in_child(take_in_other_session);
}

static void
a_terminal_controls_one_session(void)
{
	in_child(keep_console);
}

static void
change_foreground(void)
{
	int fd = lead_session();
	pid_t child = start_child(sleep_for_ever);
	pid_t group = 30000;

	CHECK(setpgid(child, child) == 0);
	CHECK(tcsetpgrp(fd, child) == 0);
	CHECK(tcgetpgrp(fd) == child);
	CHECK(signal(SIGTTOU, SIG_IGN) != SIG_ERR);
	CHECK(tcsetpgrp(fd, getpid()) == 0);
	CHECK_FAILS(ioctl(fd, TIOCSPGRP, &group), EPERM);
	group = -1;
	CHECK_FAILS(ioctl(fd, TIOCSPGRP, &group), EINVAL);
	CHECK(kill(child, SIGKILL) == 0);
}

static void
the_foreground_group_is_one_of_the_session(void)
{
	in_child(change_foreground);
}

static void
read_in_background(void)
{
	char byte;

	usleep(20000); /* until the parent has put us into a group of our own */
	CHECK(signal(SIGTTIN, SIG_IGN) != SIG_ERR);
	CHECK_FAILS(read(open("/dev/tty", O_RDONLY), &byte, 1), EIO);
}

static void
start_background_reader(void)
{
	pid_t child;

	(void)lead_session();
	child = start_child(read_in_background);
	CHECK(setpgid(child, child) == 0);
	wait_for_success(child);
}

static void
a_deaf_background_reader_gets_eio(void)
{
	in_child(start_background_reader);
}

static void
read_and_be_stopped(void)
{
	char byte;

	usleep(20000);
	(void)read(open("/dev/tty", O_RDONLY), &byte, 1);
}

static void
stop_background_reader(void)
{
	pid_t child;
	int status;

	(void)lead_session();
	child = start_child(read_and_be_stopped);
	CHECK(setpgid(child, child) == 0);
	CHECK(waitpid(child, &status, WUNTRACED) == child);
	CHECK(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTTIN);
	CHECK(kill(child, SIGKILL) == 0);
}

static void
a_background_reader_is_stopped(void)
{
	in_child(stop_background_reader);
}

static void
wait_for_hangup(void)
{
	on(SIGHUP, note_signal);
	for (int i = 0; i < 1000 && got_signal == 0; i++)
		usleep(10000);
	CHECK(got_signal == SIGHUP);
}

static pid_t follower;
static int report_pipe[2];

static void
report_hangup(void)
{
	wait_for_hangup();
	CHECK(write(report_pipe[1], "h", 1) == 1);
}

static void
lead_and_leave(void)
{
	(void)lead_session();
	follower = start_child(report_hangup);
	usleep(20000);
}

static void
the_leaders_end_hangs_up_the_foreground(void)
{
	char byte;

	CHECK(pipe(report_pipe) == 0);
	in_child(lead_and_leave);
	CHECK(close(report_pipe[1]) == 0);
	CHECK(read(report_pipe[0], &byte, 1) == 1 && byte == 'h');
}

const struct test terminal_tests[] = {
	{a_session_leader_gets_the_terminal_that_it_opens,
	 "a_session_leader_gets_the_terminal_that_it_opens"},
	{o_noctty_tiocsctty_and_tiocnotty_do_as_they_say,
	 "o_noctty_tiocsctty_and_tiocnotty_do_as_they_say"},
	{a_terminal_controls_one_session, "a_terminal_controls_one_session"},
	{the_foreground_group_is_one_of_the_session,
	 "the_foreground_group_is_one_of_the_session"},
	{a_deaf_background_reader_gets_eio, "a_deaf_background_reader_gets_eio"},
	{a_background_reader_is_stopped, "a_background_reader_is_stopped"},
	{the_leaders_end_hangs_up_the_foreground, "the_leaders_end_hangs_up_the_foreground"},
	{NULL, NULL},
};

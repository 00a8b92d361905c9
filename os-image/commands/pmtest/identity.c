/* Users, groups of users, process groups and sessions. */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pmtest.h"

#define USER 1000
#define OTHER 2000

static void
root_gives_up_its_rights_for_good(void)
{
	CHECK(getuid() == 0 && geteuid() == 0);
	CHECK(setuid(USER) == 0);
	CHECK(getuid() == USER && geteuid() == USER);
	CHECK_FAILS(setuid(0), EPERM);
	CHECK_FAILS(seteuid(0), EPERM);
	CHECK_FAILS(setuid(OTHER), EPERM);
	CHECK(setuid(USER) == 0);
}

static void
root_can_act_as_a_user_for_a_while(void)
{
	CHECK(seteuid(USER) == 0);
	CHECK(getuid() == 0 && geteuid() == USER);
	CHECK_FAILS(seteuid(OTHER), EPERM);
	CHECK(seteuid(0) == 0);
	CHECK(geteuid() == 0);
}

static void
group_ids_follow_the_same_rules(void)
{
	CHECK(setegid(OTHER) == 0);
	CHECK(getgid() == 0 && getegid() == OTHER);
	CHECK(setgid(USER) == 0);
	CHECK(getgid() == USER && getegid() == USER);
	CHECK(setuid(USER) == 0);
	CHECK_FAILS(setgid(0), EPERM);
	CHECK_FAILS(setegid(OTHER), EPERM);
	CHECK_FAILS(setgid(0x10000), EINVAL);
}

static void
check_inherited(void)
{
	CHECK(getuid() == USER && getgid() == OTHER);
}

static void
children_have_their_parents_identity(void)
{
	CHECK(setgid(OTHER) == 0 && setuid(USER) == 0);
	CHECK(status_of_child(check_inherited) == 0);
}

static void
a_child_is_in_its_parents_group_until_it_is_moved(void)
{
	pid_t pid = start_child(sleep_for_ever);

	CHECK(getpgid(pid) == getpgrp());
	CHECK(setpgid(pid, pid) == 0);
	CHECK(getpgid(pid) == pid);
	CHECK(setpgid(pid, getpgrp()) == 0);
	CHECK(getpgid(pid) == getpgrp());
	CHECK_FAILS(setpgid(pid, 31000), EPERM);
	CHECK_FAILS(setpgid(pid, -5), EINVAL);
	CHECK_FAILS(setpgid(1, 0), ESRCH);
	CHECK_FAILS(getpgid(31000), ESRCH);
	kill(pid, SIGKILL);
	CHECK(WTERMSIG(wait_for(pid)) == SIGKILL);
}

static void
begin_a_session(void)
{
	CHECK(setsid() == getpid());
	CHECK(getpgrp() == getpid());
	CHECK_FAILS(setsid(), EPERM);
	CHECK_FAILS(setpgid(0, 0), EPERM);
}

static void
a_session_is_begun_by_who_leads_no_group(void)
{
	CHECK_FAILS(setsid(), EPERM);
	CHECK(status_of_child(begin_a_session) == 0);
}

const struct test identity_tests[] = {
	{root_gives_up_its_rights_for_good, "root_gives_up_its_rights_for_good"},
	{root_can_act_as_a_user_for_a_while, "root_can_act_as_a_user_for_a_while"},
	{group_ids_follow_the_same_rules, "group_ids_follow_the_same_rules"},
	{children_have_their_parents_identity, "children_have_their_parents_identity"},
	{a_child_is_in_its_parents_group_until_it_is_moved,
	 "a_child_is_in_its_parents_group_until_it_is_moved"},
	{a_session_is_begun_by_who_leads_no_group, "a_session_is_begun_by_who_leads_no_group"},
	{0},
};

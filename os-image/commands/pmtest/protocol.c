/* Requests as no library would send them: PM answers with an error and lives on. */
#include <errno.h>
#include <libsys/ipc.h>
#include <proto/pm.h>
#include <proto/pm_rs.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pmtest.h"

/* Sends a request with that body; gives the reply's result. */
static s32
ask(u32 type, const void *body, size_t length)
{
	struct message m = {.type = type};

	memcpy(m.body, body, length);
	CHECK(ipc_sendrec(PM_EP, &m) == 0);
	CHECK(m.source == PM_EP && m.type == (type | REPLY_BIT));
	return MESSAGE_BODY(&m, struct pm_reply)->result;
}

static void
unknown_requests_are_refused(void)
{
	static const u32 types[] = {0, 1, 2, PROTO_PM, PM_REQUEST_END, PM_RUN, PM_RUN_END,
				    PROTO_PM + 0xff, PROTO_RS + 1, 0x7fff0000, 0x10000 | PM_FORK};

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		CHECK(ask(types[i], "", 0) == -ENOSYS);
}

static void
exec_with_bad_addresses_is_refused(void)
{
	static const char path[] = "/boot/pmtest";
	static const char strings[] = "one\0two";
	static const u32 bad[] = {0, 0xfff, 0xc0000000, 0xfffffff0, 0xbffeffff, 0x50000000};
	struct pm_exec good = {
		.path = (u32)path,
		.path_length = sizeof(path) - 1,
		.strings = (u32)strings,
		.strings_length = sizeof(strings),
		.argc = 1,
		.envc = 1,
	};
	struct pm_exec request;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		request = good;
		request.path = bad[i];
		CHECK(ask(PM_EXEC, &request, sizeof(request)) == -EFAULT);
		request = good;
		request.strings = bad[i];
		CHECK(ask(PM_EXEC, &request, sizeof(request)) == -EFAULT);
	}
	request = good;
	request.path_length = 0xffffffff;
	CHECK(ask(PM_EXEC, &request, sizeof(request)) == -ENAMETOOLONG);
	request = good;
	request.strings_length = 0xffffffff;
	CHECK(ask(PM_EXEC, &request, sizeof(request)) == -E2BIG);
}

static void
exec_with_a_wrong_count_of_strings_is_refused(void)
{
	static const char path[] = "/boot/pmtest";
	static const char strings[] = {'o', 'n', 'e', '\0', 't', 'w', 'o'};
	struct pm_exec request = {
		.path = (u32)path,
		.path_length = sizeof(path) - 1,
		.strings = (u32)strings,
		.strings_length = 4,
	};

	CHECK(ask(PM_EXEC, &request, sizeof(request)) == -EINVAL);
	request.argc = 2;
	CHECK(ask(PM_EXEC, &request, sizeof(request)) == -EINVAL);
	request.argc = 1;
	request.strings_length = sizeof(strings);
	CHECK(ask(PM_EXEC, &request, sizeof(request)) == -EINVAL);
	request.argc = 0xffffffff;
	request.envc = 2;
	CHECK(ask(PM_EXEC, &request, sizeof(request)) == -E2BIG);
}

static void
senseless_numbers_are_refused(void)
{
	struct pm_wait wait_request = {.pid = -1, .options = 0xffffffff};
	struct pm_set_id id_request = {.kind = 99};
	struct pm_alarm alarm_request = {.delay_us = ~0ull};
	struct pm_sig_mask mask_request = {.how = 0xffffffff};
	struct pm_sleep sleep_request = {.until_us = 0};
	struct pm_kill kill_request = {.pid = (s32)0x80000000, .signal = SIGKILL};

	CHECK(ask(PM_WAIT, &wait_request, sizeof(wait_request)) == -EINVAL);
	CHECK(ask(PM_SET_ID, &id_request, sizeof(id_request)) == -EINVAL);
	CHECK(ask(PM_ALARM, &alarm_request, sizeof(alarm_request)) == -EINVAL);
	CHECK(ask(PM_SIG_MASK, &mask_request, sizeof(mask_request)) == -EINVAL);
	CHECK(ask(PM_SLEEP, &sleep_request, sizeof(sleep_request)) == 0);
	CHECK(ask(PM_KILL, &kill_request, sizeof(kill_request)) == -ESRCH);
}

static u32 forged_context;

static void
return_from_no_signal(void)
{
	struct message m = {.type = PM_SIG_RETURN};

	MESSAGE_BODY(&m, struct pm_sig_return)->context = forged_context;
	ipc_sendrec(PM_EP, &m);
}

static void
a_forged_signal_context_ends_the_process(void)
{
	static u8 block[256];
	const u32 contexts[] = {0, 4, (u32)block + 64, 0xc0000000, 0xffffffff, 0xbffdfff0};

	for (size_t i = 0; i < ARRAY_LEN(contexts); i++) {
		forged_context = contexts[i];
		CHECK(WTERMSIG(status_of_child(return_from_no_signal)) == SIGSEGV);
	}
}

/* ---- random requests ---- */

#define USER 1000
#define SENDERS 40
#define REQUESTS 200
#define SENDER_TIME_US 50000

static unsigned seed;

/* Small numbers, addresses and noise: each where the others are expected as well. */
static u32
random_word(void)
{
	switch (rand() % 4) {
	case 0:
		return (u32)(rand() % 64);
	case 1:
		return (u32)-(rand() % 64);
	case 2:
		return (u32)&seed + (u32)(rand() % 16384) - 8192;
	default:
		return (u32)rand() << 1;
	}
}

/* As a user in a session of its own; it may well end, stop or sleep for ever by its requests. */
static void
send_random_requests(void)
{
	srand(seed);
	CHECK(setsid() > 0 && setuid(USER) == 0);
	for (int i = 0; i < REQUESTS; i++) {
		struct message m = {.type = PROTO_PM + (u32)(rand() % (PM_REQUEST_END - PROTO_PM + 2))};
		u32 *body = MESSAGE_BODY(&m, u32);

		for (size_t word = 0; word < MESSAGE_BODY_SIZE / sizeof(u32); word++)
			body[word] = random_word();
		ipc_sendrec(PM_EP, &m);
	}
}

static void
kill_all_of_the_user(void)
{
	CHECK(setuid(USER) == 0);
	kill(-1, SIGKILL);
}

static void
random_requests_of_a_user_do_no_harm(void)
{
	u32 processes = processes_in_use();

	for (seed = 1; seed <= SENDERS; seed++) {
		pid_t pid = start_child(send_random_requests);

		usleep(SENDER_TIME_US);
		CHECK(kill(pid, SIGKILL) == 0);
		wait_for(pid);
		CHECK(status_of_child(kill_all_of_the_user) == 0);
		CHECK(processes_in_use() == processes);
	}
}

const struct test protocol_tests[] = {
	{unknown_requests_are_refused, "unknown_requests_are_refused"},
	{exec_with_bad_addresses_is_refused, "exec_with_bad_addresses_is_refused"},
	{exec_with_a_wrong_count_of_strings_is_refused, "exec_with_a_wrong_count_of_strings_is_refused"},
	{senseless_numbers_are_refused, "senseless_numbers_are_refused"},
	{a_forged_signal_context_ends_the_process, "a_forged_signal_context_ends_the_process"},
	{random_requests_of_a_user_do_no_harm, "random_requests_of_a_user_do_no_harm"},
	{0},
};

/* Clients that wait for the server in the kernel, as applications do. */
#include <errno.h>
#include <libsys/ipc.h>
#include <libsys/panic.h>
#include <proto/test.h>

#include "libsystest.h"

#define RESEND_REQUESTS 5u
#define TRIES_MAX 10000u

static void
must(const char *what, s32 found, s32 expected)
{
	if (found != expected)
		panic("%s: expected %d, found %d", what, (int)expected, (int)found);
}

void
overflow_client(int argc, char **argv)
{
	struct message message = {.type = TEST_WORK};

	(void)argc;
	(void)argv;
	MESSAGE_BODY(&message, struct test_work)->job = JOB_OVERFLOW;
	must("a call to a server that dies of it", ipc_sendrec(need(SERVER), &message), -EDEADEP);
	pass();
}

/* Ends once the server has the request. */
void
hang_client(int argc, char **argv)
{
	struct message message = {.type = TEST_WORK};

	(void)argc;
	(void)argv;
	MESSAGE_BODY(&message, struct test_work)->job = JOB_HANG;
	must("sending", ipc_send(need(SERVER), &message), 0);
	pass();
}

/* Waits until the server holds the requests of resend_client, then tells it where to send them. */
void
mover(int argc, char **argv)
{
	endpoint_t server_ep = need(SERVER);
	struct message message;
	struct test_moved *moved = MESSAGE_BODY(&message, struct test_moved);
	u32 tries = 0;

	do {
		message = (struct message){.type = TEST_REPORT};
		must("asking for a report", ipc_sendrec(server_ep, &message), 0);
	} while (MESSAGE_BODY(&message, const struct test_report)->pending < RESEND_REQUESTS &&
		 ++tries < TRIES_MAX);
	message = (struct message){.type = TEST_MOVED};
	moved->old_ep = (endpoint_t)argument(argc, argv, 0);
	moved->new_ep = (endpoint_t)argument(argc, argv, 1);
	must("telling of the new endpoint", ipc_sendrec(server_ep, &message), 0);
	must("requests sent again", (s32)MESSAGE_BODY(&message, const struct test_done)->value,
	     RESEND_REQUESTS);
	pass();
}

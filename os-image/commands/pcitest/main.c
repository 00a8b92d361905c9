/* The runner and the program's roles. See pcitest.h. */
#include <errno.h>
#include <libdriver/driver.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/rs_client.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "pcitest.h"

#define LABEL "t.card"
#define DISK "blk.at_disk"
#define WAIT_MS 20000u
#define STACK_BYTES (16u * 1024u)

struct role {
	const char *name;
	role_function *function;
	int is_owner; /* of the card */
};

static const struct role roles[] = {
	{"find", find_role, 0},         {"ports", ports_role, 1}, {"stranger", stranger_role, 0},
	{"driver", driver_role, 1},     {"reset", reset_role, 1},
};

static const struct role *role;
static u32 argument;

void
pass(s32 status)
{
	sys_exit(EXIT_NORMAL, status, "", 0);
}

void
must(const char *what, s32 found, s32 expected)
{
	if (found != expected)
		panic("%s: %d, not %d", what, (int)found, (int)expected);
}

static const struct role *
find_by_name(const char *name)
{
	for (u32 index = 0; index < ARRAY_LEN(roles); index++)
		if (strcmp(roles[index].name, name) == 0)
			return &roles[index];
	panic("no role is named %s", name);
}

/* ---- the runner ---- */

static s32 card;             /* its function */
static struct io_range ports; /* of the card, once they are known */
static u32 failures;

static struct rs_service
service_of(const char *name)
{
	struct rs_service service = {
		.module = "pcitest",
		.privilege = rs_plain_privilege(LABEL),
	};

	snprintf(service.arguments, sizeof(service.arguments), "%s %d", name, (int)card);
	if (!find_by_name(name)->is_owner)
		return service;
	service.privilege.pci_count = 1;
	service.privilege.pci[0] = (u16)card;
	service.privilege.io_count = ports.last != 0;
	service.privilege.io[0] = ports;
	return service;
}

/* Runs a role to its end, and says on one line how that was. Its status. */
static s32
run(const char *name)
{
	struct rs_service service = service_of(name);
	struct rs_end end;
	endpoint_t endpoint;
	int error = rs_up(&service, &endpoint);

	if (error == 0)
		error = rs_wait(endpoint, WAIT_MS, &end);
	if (error == 0 && end.defect == DEFECT_EXIT && end.exit_kind == EXIT_NORMAL) {
		printf("ok %s\n", name);
		return end.exit_status;
	}
	failures++;
	if (error < 0)
		printf("FAIL %s: error %d\n", name, -error);
	else
		printf("FAIL %s: defect class %u: %s\n", name, end.defect, end.text);
	return -EIO;
}

/* A user process can't even send to the PCI server. */
static void
try_as_user(void)
{
	endpoint_t server = sys_lookup(PCI_SERVER_LABEL);
	struct message message = {.type = PCI_LIST};
	int error = server < 0 ? server : ipc_sendrec(server, &message);

	if (error == -EPERM) {
		printf("ok user\n");
		return;
	}
	failures++;
	printf("FAIL user: %d\n", error);
}

/* The same questions to a fresh instance. */
static void
replace_server(void)
{
	endpoint_t endpoint;
	int error = rs_restart(PCI_SERVER_LABEL, 0, 0, &endpoint);

	failures += error < 0;
	printf(error < 0 ? "FAIL replacing the server: error %d\n" : "ok replacing the server\n",
	       -error);
}

/* It comes back with its disk reset; had that failed, the log would tell. */
static void
reset_disk(void)
{
	endpoint_t endpoint;
	int error = rs_restart(DISK, 0, RS_RESET_DEVICE, &endpoint);

	failures += error < 0;
	printf(error < 0 ? "FAIL resetting the disk: error %d\n" : "ok resetting the disk\n", -error);
}

static void
learn_ports(void)
{
	s32 status = run("ports");

	ports.first = PORTS_FIRST(status);
	ports.last = (u16)(ports.first + PORTS_COUNT(status) - 1);
}

static int
runner(void)
{
	/* The card is the test's alone. */
	(void)rs_down("eth.rtl8139");
	(void)rs_down("eth.dp8390");
	try_as_user();
	card = run("find");
	if (card >= 0) {
		run("stranger");
		run("driver");
		learn_ports();
		run("reset");
		replace_server();
		run("stranger");
		run("driver");
		run("reset");
		reset_disk();
	} else {
		failures++;
		printf("FAIL: this machine has no network card to try it on\n");
	}
	printf("pcitest: %u failed\n", failures);
	fflush(stdout);
	tcdrain(STDOUT_FILENO); /* the machine goes off with the first process */
	return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void
play(void)
{
	role->function(argument);
	pass(0);
}

int
main(int argc, char **argv)
{
	static const struct driver_events events = {
		.start = play,
		.threads = 1,
		.stack_bytes = STACK_BYTES,
	};

	if (argc < 2)
		return runner();
	role = find_by_name(argv[1]);
	argument = argc > 2 ? (u32)strtoul(argv[2], NULL, 0) : 0;
	driver_run(&events);
}

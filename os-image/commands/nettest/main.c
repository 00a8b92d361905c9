/* The runner and the program's roles. See nettest.h. */
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/rs_client.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysconf/sysconf.h>
#include <termios.h>
#include <unistd.h>

#include "nettest.h"

#define INET "inet"
#define STRANGER "test.stranger"
#define TEST_UID 300u
#define TEST_GID 1u
#define BLOCK_MAX 512u
#define FOUND_MAX 160u
#define ENDED_WELL "exit with status 0"

struct role {
	const char *name;
	const char *label;
	role_function *function;
	int wants_fresh_driver;
};

static const struct role roles[] = {
	{"stranger", STRANGER, stranger_role, 0}, {"refuse", INET, refuse_role, 1},
	{"dhcp", INET, dhcp_role, 0},             {"region", INET, region_role, 0},
	{"flood", INET, flood_role, 0},           {"hold", INET, hold_role, 0},
	{"restart", INET, restart_role, 0},
};

void
pass(const char *format, ...)
{
	char text[KSIG_TEXT_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	sys_exit(EXIT_NORMAL, 0, text, strlen(text));
}

void
must(const char *what, s32 found, s32 expected)
{
	if (found != expected)
		panic("%s: %d, not %d", what, (int)found, (int)expected);
}

/* ---- the runner ---- */

static u32 last_incident;

/* Starts a role and waits for its end. 0 when RS saw it end; else why not is in `found`. */
static int
play(const struct role *role, char found[FOUND_MAX])
{
	static struct service_config config;
	struct rs_incident incident;
	char block[BLOCK_MAX], error[CONFIG_ERROR_MAX];
	endpoint_t endpoint;
	int status;
	int length = snprintf(block, sizeof(block),
			      "service %s { program nettest; arguments %s %s %u; uid _test %u; gid %u;"
			      " traps send receive sendrec notify; ipc *; pages 1m;"
			      " calls basic grant_table; policy none; }",
			      role->label, role->name, driver_label, burst, TEST_UID, TEST_GID);

	if (sysconf_parse(block, (u32)length, &config, 1, error) != 1) {
		snprintf(found, FOUND_MAX, "its block can't be read: %s", error);
		return -1;
	}
	/* It ends before its main loop would begin, which is what RS tells. */
	status = rs_configure(RS_HOW_UP, &config, NULL, 0, &endpoint);
	if (rs_incident(0, &incident) < 0 || incident.number == last_incident ||
	    strcmp(incident.label, role->label) != 0) {
		snprintf(found, FOUND_MAX, "it was not started: RS answers %d", status);
		return -1;
	}
	last_incident = incident.number;
	strlcpy(found, incident.detail, FOUND_MAX);
	return 0;
}

/* An incident of the driver may be the newest: those of roles are told from it by number. */
static void
note_incidents(void)
{
	struct rs_incident incident;

	if (rs_incident(0, &incident) == 0)
		last_incident = incident.number;
}

static int
run(const struct role *role)
{
	char found[FOUND_MAX] = "";
	endpoint_t endpoint;
	int error = 0;

	if (role->wants_fresh_driver)
		error = rs_restart(driver_label, 0, 0, &endpoint);
	if (error < 0) {
		printf("FAIL %s: %s can't be restarted: error %d\n", role->name, driver_label,
		       -error);
		return 0;
	}
	note_incidents();
	if (play(role, found) == 0 && strncmp(found, ENDED_WELL, strlen(ENDED_WELL)) == 0) {
		printf("ok %s%s\n", role->name, found + strlen(ENDED_WELL));
		return 1;
	}
	printf("FAIL %s: %s\n", role->name, found);
	return 0;
}

/* INET itself is taken down: what its label may do is the roles' for the time. */
static int
runner(void)
{
	const char *wanted = getenv("driver");
	const char *wanted_burst = getenv("burst");
	u32 failures = 0;
	u32 index;

	if (wanted != NULL)
		driver_label = wanted;
	if (wanted_burst != NULL)
		burst = (u32)strtoul(wanted_burst, NULL, 0);
	(void)rs_down(INET);
	for (index = 0; index < ARRAY_LEN(roles); index++)
		failures += !run(&roles[index]);
	printf("nettest: %u roles, %u failed\n", (u32)ARRAY_LEN(roles), failures);
	fflush(stdout);
	tcdrain(STDOUT_FILENO); /* the machine goes off with the first process */
	return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main(int argc, char **argv)
{
	u32 index;

	if (argc < 2)
		return runner();
	if (argc > 2)
		driver_label = argv[2];
	if (argc > 3)
		burst = (u32)strtoul(argv[3], NULL, 0);
	for (index = 0; index < ARRAY_LEN(roles); index++)
		if (strcmp(argv[1], roles[index].name) == 0) {
			client_find_driver(EP_NONE);
			roles[index].function();
			pass("");
		}
	panic("no role is named %s", argv[1]);
}

/*
 * The runner: the first user process. It has RS start a driver for each attempt, with a
 * block of its own, and prints one line for each:
 *
 *     ok NAME: WHAT: EXPECTED
 *     FAIL NAME: WHAT: expected EXPECTED, found FOUND
 *
 * After each attempt as much has to be in use as before. The parameter `name` chooses
 * one. The exit status, which ends the machine, is 0 when none failed.
 */
#include <libsys/rs_client.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysconf/sysconf.h>
#include <testkit/usage.h>
#include <unistd.h>

#include "privtest.h"

#define BLOCK_MAX 512u
#define FOUND_MAX 160u
#define STATUS_NO_TEST 2
#define SETTLE_TRIES 20u
#define SETTLE_US 200000u

/* What the owner needs to be there for the others. */
#define OWNER_STATEMENTS                                                                           \
	"arguments owner; traps receive sendrec notify sendnb senda; ipc rs ds; "                  \
	"calls basic grant_table; complain " DRIVER_LABEL ";"

static u32 last_incident;
static u32 passed;
static u32 failed;

/* Reads a block and brings it to RS. 0 when it is up; -EINVAL with a sentence in `found`. */
static int
bring_up(const char *label, const char *statements, char found[FOUND_MAX])
{
	static struct service_config config;
	char block[BLOCK_MAX];
	char error[CONFIG_ERROR_MAX];
	endpoint_t endpoint;
	int length = snprintf(block, sizeof(block),
			      "service %s { program privtest; uid _test %u; gid %u; policy none; %s %s }",
			      label, DRIVER_UID, DRIVER_GID,
			      strstr(statements, "pages") == NULL ? "pages 1m;" : "", statements);

	if (length >= (int)sizeof(block) ||
	    sysconf_parse(block, (u32)length, &config, 1, error) != 1) {
		snprintf(found, FOUND_MAX, "a block that can't be read: %s", error);
		return -EINVAL;
	}
	return rs_configure(RS_HOW_UP, &config, NULL, 0, &endpoint);
}

/* ---- what came of an attempt ---- */

/* Of an exit what the driver said, of an exception its name. */
static void
take_detail(const struct rs_incident *incident, char found[FOUND_MAX])
{
	const char *text = strstr(incident->detail, ": ");

	if (incident->defect == DEFECT_EXIT && text != NULL)
		snprintf(found, FOUND_MAX, "%s", text + strlen(": "));
	else
		snprintf(found, FOUND_MAX, "%.*s", (int)strcspn(incident->detail, "("),
			 incident->detail);
	while (found[0] != '\0' && found[strlen(found) - 1] == ' ')
		found[strlen(found) - 1] = '\0';
}

static void
try(const struct attempt *attempt, char found[FOUND_MAX])
{
	char statements[BLOCK_MAX];
	struct rs_incident incident;
	int error;

	snprintf(statements, sizeof(statements), "arguments driver %s; %s", attempt->name,
		 attempt->statements);
	error = bring_up(DRIVER_LABEL, statements, found);
	if (error == -EINVAL)
		return;
	/* It ends before its main loop would begin, which is what RS tells. */
	if (error != -ENOEXEC)
		snprintf(found, FOUND_MAX, "RS' answer %d to its block", error);
	else if (rs_incident(0, &incident) < 0 || incident.number == last_incident ||
		 strcmp(incident.label, DRIVER_LABEL) != 0)
		snprintf(found, FOUND_MAX, "no incident of the driver");
	else
		take_detail(&incident, found);
	last_incident = incident.number;
}

/* ---- the table ---- */

static int
is_same_usage(const struct kusage *before)
{
	struct kusage now;

	return usage_now(&now) >= 0 && usage_is_same(&now, before);
}

/* The data store grows while the terminal driver, which has just begun, stores its screens. */
static void
let_system_settle(void)
{
	struct kusage before = {0};

	for (u32 tries = 0; tries < SETTLE_TRIES && !is_same_usage(&before); tries++) {
		(void)usage_now(&before);
		usleep(SETTLE_US);
	}
}

static void
run(const struct attempt *attempt)
{
	char found[FOUND_MAX] = "nothing";
	struct kusage before = {0};

	(void)usage_now(&before);
	try(attempt, found);
	(void)rs_down(DRIVER_LABEL); /* what it keeps beyond its end is ended so */
	if (strcmp(found, attempt->expected) == 0 && !attempt->ends_owner && !is_same_usage(&before))
		strlcat(found, ", and something left behind", sizeof(found));
	if (strcmp(found, attempt->expected) == 0) {
		passed++;
		printf("ok %s: %s: %s\n", attempt->name, attempt->what, found);
	} else {
		failed++;
		printf("FAIL %s: %s: expected %s, found %s\n", attempt->name, attempt->what,
		       attempt->expected, found);
	}
}

static void
run_table(const struct attempt_table *table)
{
	const char *wanted = getenv("name");

	for (u32 i = 0; i < table->count; i++)
		if (wanted == NULL || strcmp(wanted, table->attempts[i].name) == 0)
			run(&table->attempts[i]);
}

int
runner_main(void)
{
	char found[FOUND_MAX] = "";
	int error = bring_up(OWNER_LABEL, OWNER_STATEMENTS, found);

	if (error < 0) {
		printf("privtest: expected the component %s to come up, found error %d %s\n",
		       OWNER_LABEL, -error, found);
		return STATUS_NO_TEST;
	}
	let_system_settle();
	run_table(&kernel_attempts);
	run_table(&hardware_attempts);
	run_table(&server_attempts);
	printf("privtest: %u as expected, %u failed\n", (unsigned)passed, (unsigned)failed);
	return failed == 0 && passed > 0 ? 0 : 1;
}

/* The runner and the program's roles. See disktest.h. */
#include <kintsugi/kcall.h>
#include <libsys/panic.h>
#include <libsys/rs_client.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "disktest.h"

#define WAIT_MS 60000u
#define FILE_SERVER "mfs.test"
#define STRANGER "t.stranger"

struct step {
	const char *label;
	const char *arguments;
	int tells; /* the status is no verdict but a number for the host */
};

static const struct step steps[] = {
	{FILE_SERVER, "size " AT_DISK " 0", 1},
	{FILE_SERVER, "size " AT_DISK " 1", 1},
	{FILE_SERVER, "size " AT_DISK " 2", 1},
	{FILE_SERVER, "size " AT_DISK " 3", 1},
	{FILE_SERVER, "read " AT_DISK " 0 0 1", 1},
	{FILE_SERVER, "read " AT_DISK " 0 2048 128", 1},
	{FILE_SERVER, "read " AT_DISK " 0 2055 77", 1},
	{FILE_SERVER, "read " AT_DISK " 1 300 128", 1},
	{FILE_SERVER, "read " AT_DISK " 2 2 100", 1},
	{FILE_SERVER, "read " AT_DISK " 3 0 128", 1},
	{FILE_SERVER, "end " AT_DISK " 0", 0},
	{FILE_SERVER, "end " AT_DISK " 1", 0},
	{FILE_SERVER, "end " RAMDISK " 0", 0},
	{FILE_SERVER, "flood " AT_DISK " 0", 0},
	{FILE_SERVER, "flood " RAMDISK " 0", 0},
	{FILE_SERVER, "write " AT_DISK " 0", 0},
	{FILE_SERVER, "write " AT_DISK " 3", 0},
	{FILE_SERVER, "write " RAMDISK " 0", 0},
	{FILE_SERVER, "short_grant " AT_DISK " 3", 0},
	{FILE_SERVER, "short_grant " RAMDISK " 0", 0},
	{FILE_SERVER, "refuse " AT_DISK, 0},
	{FILE_SERVER, "refuse " RAMDISK, 0},
	{STRANGER, "stranger " AT_DISK, 0},
	{STRANGER, "stranger " RAMDISK, 0},
};

static const struct role roles[] = {
	{"read", read_role},
	{"size", size_role},
	{"end", end_role},
	{"flood", flood_role},
	{"speed", speed_role},
	{"write", write_role},
	{"short_grant", short_grant_role},
	{"refuse", refuse_role},
	{"stranger", stranger_role},
};

/* Runs a role to its end. */
static int
run_role(const struct step *step, struct rs_end *end)
{
	struct rs_service service = {
		.module = "disktest",
		.privilege = rs_plain_privilege(step->label),
	};
	endpoint_t endpoint;
	int error;

	strlcpy(service.arguments, step->arguments, sizeof(service.arguments));
	error = rs_up(&service, &endpoint);
	return error < 0 ? error : rs_wait(endpoint, WAIT_MS, end);
}

/* One line about the step; true if all was well. */
static int
take_step(const struct step *step)
{
	struct rs_end end;
	int error = run_role(step, &end);

	if (error < 0)
		printf("FAIL %s: error %d\n", step->arguments, -error);
	else if (end.defect != DEFECT_EXIT)
		printf("FAIL %s: it died of defect class %u\n", step->arguments, end.defect);
	else if (end.exit_kind != EXIT_NORMAL)
		printf("FAIL %s: %s\n", step->arguments, end.text);
	else if (step->tells)
		printf("%s: %08x\n", step->arguments, (u32)end.exit_status);
	else
		printf("ok %s\n", step->arguments);
	return error == 0 && end.defect == DEFECT_EXIT && end.exit_kind == EXIT_NORMAL;
}

/* Without the parameter `step` all of them, else the role and arguments that it names. */
static int
runner(void)
{
	const char *only = getenv("step");
	struct step asked = {FILE_SERVER, only, 1};
	int failures = 0;
	u32 index;

	if (only != NULL)
		return take_step(&asked) ? EXIT_SUCCESS : EXIT_FAILURE;
	for (index = 0; index < ARRAY_LEN(steps); index++)
		failures += !take_step(&steps[index]);
	printf("disktest: %u steps, %d failed\n", (u32)ARRAY_LEN(steps), failures);
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
	for (index = 0; index < ARRAY_LEN(roles); index++)
		if (strcmp(argv[1], roles[index].name) == 0) {
			roles[index].main(argc - 2, argv + 2);
			pass(0);
		}
	panic("no role is named %s", argv[1]);
}

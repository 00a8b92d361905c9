/* The verbs that end an instance: down, restart, kill. */
#include <errno.h>
#include <stdlib.h>
#include <toolkit/number.h>

#include "service.h"

/* The policy scripts' environment names the incident that they are about. */
#define INCIDENT_VARIABLE "incident"

int
verb_down(int argc, char **argv)
{
	static const char usage[] =
		"Usage: service down LABEL\n"
		"Ends a component for good, until `service up`. Its policy is not asked.\n"
		STATUS_HELP;
	const struct rs_info *info = component_only_operand(argc, argv, usage);
	int error;

	if (info->state == RS_STATE_DOWN)
		give_up(STATUS_NOT_UP, "%s is down already", info->label);
	error = rs_down(info->label);
	if (error < 0)
		refused(error, "take down", info->label);
	return tool_end();
}

/* The incident in the environment, or 0. */
static u32
incident_of_script(void)
{
	const char *text = getenv(INCIDENT_VARIABLE);
	uint64_t number;

	if (text == NULL || text[0] == '\0')
		return 0;
	if (!parse_number(text, &number) || number > UINT32_MAX)
		give_up(STATUS_FAILED,
			"the variable %s is '%s', but is to be the number of an incident, or unset",
			INCIDENT_VARIABLE, text);
	return (u32)number;
}

int
verb_restart(int argc, char **argv)
{
	static const char usage[] =
		"Usage: service restart [OPTION] LABEL\n"
		"Puts a fresh instance in the place of a component's, dead or alive, at once.\n"
		"Done when that is up. In a policy script, where the variable incident is set:\n"
		"only while that incident waits for its policy.\n"
		STATUS_HELP
		"\n"
		"  -r, --reset     resets its device first\n";
	const struct rs_info *info;
	endpoint_t endpoint;
	u32 flags = 0;
	int option, error;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END)
		if (option == 'r')
			flags |= RS_RESET_DEVICE;
	info = component_operand();
	if (!info->is_watched)
		give_up(STATUS_FAILED, "%s was started by a program for itself: nobody restarts it",
			info->label);
	error = rs_restart(info->label, incident_of_script(), flags, &endpoint);
	if (error < 0)
		refused(error, "restart", info->label);
	return tool_end();
}

int
verb_kill(int argc, char **argv)
{
	static const char usage[] =
		"Usage: service kill LABEL\n"
		"Ends the instance of a component as a user's signal would: a defect of the class\n"
		"killed, which its policy takes care of.\n"
		STATUS_HELP;
	const struct rs_info *info = component_only_operand(argc, argv, usage);
	int error;

	require_instance(info);
	error = rs_kill(info->endpoint);
	if (error == -ESRCH)
		error = -EDEADEP; /* of the instance: there is another one meanwhile */
	if (error < 0)
		refused(error, "kill", info->label);
	return tool_end();
}

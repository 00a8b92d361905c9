/* The verb list: a line for each component. */
#include <libsys/kcall.h>
#include <stdio.h>
#include <string.h>
#include <toolkit/format.h>
#include <toolkit/table.h>

#include "service.h"

static const char usage[] =
	"Usage: service list [OPTION]...\n"
	"Lists servers and drivers: endpoint and its generation, process number, user, how long\n"
	"the instance is up, how long ago its heartbeat was (BEAT), how often it was restarted\n"
	"(RST), why (DEFECTS: e exit, x exception, k killed, h heartbeat, c complaint,\n"
	"u update), and the policy that decides what is done about it.\n"
	"Those that are down and never failed are left out.\n"
	STATUS_HELP
	"\n"
	"  -a, --all       also those\n"
	"  -j, --json      all, as an array of objects for programs\n";

static bool
is_worth_a_line(const struct rs_info *info)
{
	char text[DEFECTS_TEXT_SIZE];

	return info->state != RS_STATE_DOWN || info->restarts > 0 ||
	       strcmp(defects_short_text(text, info), "-") != 0;
}

/* What only an instance has; without one these cells hold dashes. */
static void
add_instance(const struct rs_info *info, u64 now_us)
{
	char uptime[SPAN_TEXT_SIZE];
	int pid = pid_of(info->endpoint);

	table_cell("%d", info->endpoint);
	table_cell("%d", ENDPOINT_GENERATION(info->endpoint));
	if (pid != 0)
		table_cell("%d", pid);
	else
		table_cell("-");
	table_cell("%s", user_name(info->uid));
	table_cell("%s", span_text(uptime, now_us - info->started_us));
}

static void
add_heartbeat(const struct rs_info *info, u64 now_us)
{
	char age[SPAN_TEXT_SIZE];

	if (info->heartbeat_ms == 0 || !component_is_running(info))
		table_cell("-");
	else
		table_cell("%s", span_text(age, now_us - info->heartbeat_us));
}

static void
add_row(const struct rs_info *info, u64 now_us)
{
	char text[DEFECTS_TEXT_SIZE];

	table_cell("%s", info->label);
	table_cell("%s", state_text(info->state));
	if (component_is_running(info)) {
		add_instance(info, now_us);
	} else {
		table_cell("-");
		table_cell("-");
		table_cell("-");
		table_cell("%s", user_name(info->uid));
		table_cell("-");
	}
	add_heartbeat(info, now_us);
	table_cell("%u", info->restarts);
	table_cell("%s", defects_short_text(text, info));
	/* Its parameters are in status. */
	table_cell("%.*s", (int)strcspn(info->policy, " "), info->policy);
}

static void
print_list(const struct component_list *list, bool shows_all)
{
	static const struct table_column columns[] = {
		{"LABEL", false}, {"STATE", false},   {"EP", true},   {"GEN", true},
		{"PID", true},    {"USER", false},    {"UPTIME", true}, {"BEAT", true},
		{"RST", true},    {"DEFECTS", false}, {"POLICY", false},
	};
	u64 now_us = sys_uptime_us();
	size_t left_out = 0;

	table_begin(columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < list->count; i++) {
		if (shows_all || is_worth_a_line(&list->infos[i]))
			add_row(&list->infos[i], now_us);
		else
			left_out++;
	}
	table_print();
	if (left_out > 0)
		printf("%zu more %s down: service list --all\n", left_out,
		       left_out == 1 ? "is" : "are");
}

int
verb_list(int argc, char **argv)
{
	bool shows_all = false, is_json = false;
	struct component_list list;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		shows_all |= option == 'a';
		is_json |= option == 'j';
	}
	tool_no_operands();
	become_operator();
	components_read(&list);
	if (is_json)
		json_components(&list);
	else
		print_list(&list, shows_all);
	return tool_end();
}

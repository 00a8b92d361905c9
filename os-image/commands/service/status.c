/* The verb status: all that is known of one component. */
#include <libsys/kcall.h>
#include <stdio.h>
#include <toolkit/format.h>

#include "service.h"

static const char usage[] =
	"Usage: service status [OPTION]... LABEL\n"
	"Shows all that is known of a component, and its last incidents.\n"
	STATUS_HELP
	"\n"
	"  -n, --incidents=N  the last N incidents instead of 5\n"
	"  -j, --json      as an object for programs\n";

#define DEFAULT_INCIDENTS 5u

static void
print_instance(const struct rs_info *info, u64 now_us)
{
	char moment[SPAN_TEXT_SIZE], span[SPAN_TEXT_SIZE];
	int pid = pid_of(info->endpoint);

	if (!component_is_running(info)) {
		puts("instance    none");
		return;
	}
	printf("endpoint    %d (generation %d of slot %d)\n", info->endpoint,
	       ENDPOINT_GENERATION(info->endpoint), ENDPOINT_SLOT(info->endpoint));
	if (pid != 0)
		printf("pid         %d\n", pid);
	printf("started     %s s after boot, %s ago\n", moment_text(moment, info->started_us),
	       span_text(span, now_us - info->started_us));
}

static void
print_heartbeat(const struct rs_info *info, u64 now_us)
{
	char age[SPAN_TEXT_SIZE];

	if (info->heartbeat_ms == 0)
		puts("heartbeat   none is asked for");
	else if (component_is_running(info))
		printf("heartbeat   every %u ms, the last one %s ago\n", info->heartbeat_ms,
		       span_text(age, now_us - info->heartbeat_us));
	else
		printf("heartbeat   every %u ms\n", info->heartbeat_ms);
}

static void
print_policy(const struct rs_info *info)
{
	printf("policy      %s\n", info->policy);
	printf("repetition  %u\n", info->repetition);
	if (info->incident != 0)
		printf("incident    number %u is under way\n", info->incident);
}

static void
print_status(const struct rs_info *info)
{
	char defects[DEFECTS_TEXT_SIZE];
	u64 now_us = sys_uptime_us();

	printf("label       %s\n", info->label);
	printf("state       %s%s\n", state_text(info->state),
	       info->is_watched ? "" : " (nobody restarts it)");
	print_instance(info, now_us);
	printf("program     %s\n", info->program);
	printf("user        %s (%u), group %s (%u)\n", user_name(info->uid), info->uid,
	       group_name(info->gid), info->gid);
	print_heartbeat(info, now_us);
	printf("restarts    %u\n", info->restarts);
	printf("defects     %s\n", defects_text(defects, info));
	printf("complaints  %u\n", info->complaints);
	print_policy(info);
}

int
verb_status(int argc, char **argv)
{
	u32 wanted = DEFAULT_INCIDENTS;
	struct incident_list incidents;
	const struct rs_info *info;
	bool is_json = false;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		is_json |= option == 'j';
		if (option == 'n')
			wanted = need_u32(option_value, "the number of incidents", 0);
	}
	info = component_operand();
	incidents_read(&incidents, info->label);
	incidents_keep_last(&incidents, wanted);
	if (is_json) {
		json_status(info, &incidents);
	} else {
		print_status(info);
		if (incidents.count > 0) {
			putchar('\n');
			print_incidents(&incidents);
		}
	}
	return tool_end();
}

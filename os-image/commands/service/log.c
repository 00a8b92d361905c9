/* The verb log: what befell components, and what was done about it. */
#include <stdio.h>
#include <string.h>
#include <toolkit/table.h>

#include "service.h"

static const char usage[] =
	"Usage: service log [OPTION]... [LABEL]\n"
	"Shows the incidents of a component, or of all, the newest last: when (in seconds since\n"
	"boot), the defect's class, what came of it, how long it took from the defect to the\n"
	"successor being published, which policy decided, and what was the matter.\n"
	STATUS_HELP
	"\n"
	"  -n, --lines=N   the last N only\n"
	"  -j, --json      as an array of objects for programs\n";

void
print_incidents(const struct incident_list *list)
{
	static const struct table_column columns[] = {
		{"NR", true},        {"TIME", true},  {"LABEL", false},  {"CLASS", false},
		{"OUTCOME", false},  {"TOOK", true},  {"POLICY", false}, {"DETAIL", false},
	};
	char text[SPAN_TEXT_SIZE];

	if (list->count == 0) {
		puts("There was no incident.");
		return;
	}
	table_begin(columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < list->count; i++) {
		const struct rs_incident *incident = &list->incidents[i];
		u64 span_us = incident_span_us(incident);

		table_cell("%u", incident->number);
		table_cell("%s", moment_text(text, incident->defect_us));
		table_cell("%s", incident->label);
		table_cell("%s", class_text(incident->defect));
		table_cell("%s", outcome_text(incident->outcome));
		table_cell("%s", span_us > 0 ? span_text(text, span_us) : "-");
		table_cell("%.*s", (int)strcspn(incident->policy, " "), incident->policy);
		table_cell("%s", incident->detail);
	}
	table_print();
}

int
verb_log(int argc, char **argv)
{
	struct incident_list list;
	const char *label = NULL;
	u32 wanted = UINT32_MAX;
	bool is_json = false;
	char **operands;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		is_json |= option == 'j';
		if (option == 'n')
			wanted = need_u32(option_value, "the number of incidents", 0);
	}
	if (tool_operands(&operands) > 0)
		label = component_operand()->label;
	else
		become_operator();
	incidents_read(&list, label);
	incidents_keep_last(&list, wanted);
	if (is_json)
		json_incidents(NULL, &list);
	else
		print_incidents(&list);
	return tool_end();
}

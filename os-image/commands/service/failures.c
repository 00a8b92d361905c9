/* The verbs that test the recovery: inject and complain. */
#include "service.h"

static const char *const misbehaviours[MISBEHAVE_END] = MISBEHAVIOUR_NAMES;
static const char *const reasons[COMPLAINT_END] = COMPLAINT_NAMES;

int
verb_inject(int argc, char **argv)
{
	static const char usage[] =
		"Usage: service inject [OPTION]... LABEL HOW\n"
		"Makes a component fail, to see it recover. HOW is one of\n"
		"\n"
		"  panic      it finds an inconsistency in itself\n"
		"  exception  it touches memory that it does not have\n"
		"  hang       it loops for ever: its heartbeat stops\n"
		"  exit       it ends\n"
		"  leak       it takes memory until there is none (an aging bug)\n"
		"  race       it fails in one of so many interrupts (a timing bug)\n"
		"\n"
		STATUS_HELP
		"\n"
		"  -o, --odds=N    race: one in N on average; 100 without it\n"
		"  -s, --seed=N    race: what chance is made of; 1 without it\n";
	u32 odds = RACE_DEFAULT_ODDS, seed = RACE_DEFAULT_SEED, how;
	bool is_tuned = false;
	const struct rs_info *info;
	char **operands;
	int option, error;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		is_tuned = true;
		if (option == 'o')
			odds = need_u32(option_value, "the odds", 1);
		else
			seed = need_u32(option_value, "the seed", 0);
	}
	if (tool_operands(&operands) != 2)
		bad_usage("a label and how it is to fail are needed");
	how = need_word(operands[1], misbehaviours, ARRAY_LEN(misbehaviours), "failure");
	if (is_tuned && how != MISBEHAVE_RACE)
		bad_usage("odds and seed are for race, not for %s", operands[1]);
	info = component_named(operands[0]);
	require_instance(info);
	error = rs_inject(info->label, how, odds, seed);
	if (error < 0)
		refused(error, "inject a failure into", info->label);
	return tool_end();
}

int
verb_complain(int argc, char **argv)
{
	static const char usage[] =
		"Usage: service complain LABEL REASON\n"
		"Complains about a component as another one would that finds it breaking its\n"
		"protocol: a defect of the class complaint. REASON is one of\n"
		"\n"
		"  unasked   a reply that nobody asked for\n"
		"  forged    a reply to a request to another\n"
		"  type      a reply of the wrong type\n"
		"  status    a status that the protocol does not have\n"
		"  length    more than was asked for\n"
		"  deadline  no reply in time\n"
		"  data      wrong data\n"
		"  operator  because you say so\n"
		"\n"
		STATUS_HELP;
	const struct rs_info *info;
	char **operands;
	u32 reason;
	int error;

	if (tool_only_operands(argc, argv, usage, &operands) != 2)
		bad_usage("a label and a reason are needed");
	reason = need_word(operands[1], reasons, ARRAY_LEN(reasons), "reason");
	info = component_named(operands[0]);
	require_instance(info);
	error = rs_complain_operator(info->label, reason);
	if (error < 0)
		refused(error, "complain about", info->label);
	return tool_end();
}

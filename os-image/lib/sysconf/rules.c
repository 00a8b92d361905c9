/* See rules.h: the rules of all but hardware, and sysconf_check. */
#include "rules.h"

#include <errno.h>
#include <kintsugi/boot_info.h>
#include <string.h>

#include "characters.h"
#include "names.h"

/* Whose labels these are is no matter of any configuration. */
static const char *const reserved_labels[] = {"kernel", "pm", "rs", "user"};

/* Complains about a string of the configuration, with its text. */
static int
refuse_text(struct sentence *sentence, const char *expected, const char *found, u32 size,
	    const char *advice)
{
	conf_say(sentence, "expected ", expected, ", found ", NULL);
	conf_say_quoted(sentence, found, (u32)strnlen(found, size));
	conf_say(sentence, "; ", advice, NULL);
	return -EINVAL;
}

static int
is_ended(const char *text, u32 size)
{
	return strnlen(text, size) < size;
}

/* ---- labels ---- */

/* Label characters, with a '*' at the end if that may be. */
static int
is_label(const char *text, int may_be_pattern)
{
	u32 length = (u32)strnlen(text, LABEL_LEN);

	if (length == 0 || length == LABEL_LEN)
		return 0;
	if (may_be_pattern && text[length - 1] == '*')
		length--;
	for (u32 i = 0; i < length; i++)
		if (!is_label_character(text[i]))
			return 0;
	return 1;
}

static int
is_reserved(const char *label)
{
	for (u32 i = 0; i < ARRAY_LEN(reserved_labels); i++)
		if (label_matches(label, reserved_labels[i]))
			return 1;
	return 0;
}

int
label_is_sound(const char *label)
{
	return is_label(label, 0) && !is_reserved(label);
}

int
conf_rule_label(const struct service_config *config, struct sentence *sentence)
{
	if (!is_label(config->label, 1) || config->label[0] == '*')
		return refuse_text(sentence, "a label of 1 to 16 of a-z 0-9 . _, maybe with * behind it",
				   config->label, LABEL_LEN, "choose another");
	if (is_reserved(config->label))
		return refuse_text(sentence, "a label that is free", config->label, LABEL_LEN,
				   "kernel, pm, rs and user are taken");
	return 0;
}

static int
check_list(const struct label_list *list, int may_be_pattern, struct sentence *sentence)
{
	if (list->count > CONFIG_LABELS_MAX)
		return conf_refuse(sentence, "expected at most 16 labels, found more; use a pattern, as mfs.*");
	for (u32 i = 0; i < list->count; i++) {
		if (!is_label(list->labels[i], may_be_pattern))
			return refuse_text(sentence,
					   may_be_pattern ? "a label, or its beginning with * behind it" :
							    "a label",
					   list->labels[i], LABEL_LEN, "labels have 1 to 16 of a-z 0-9 . _");
		for (u32 j = 0; j < i; j++)
			if (strcmp(list->labels[i], list->labels[j]) == 0)
				return refuse_text(sentence, "each label once", list->labels[i], LABEL_LEN,
						   "take it out");
	}
	return 0;
}

int
conf_rule_ipc(const struct service_config *config, struct sentence *sentence)
{
	return check_list(&config->ipc, 1, sentence);
}

int
conf_rule_complain(const struct service_config *config, struct sentence *sentence)
{
	return check_list(&config->complain, 1, sentence);
}

int
conf_rule_depends(const struct service_config *config, struct sentence *sentence)
{
	return check_list(&config->depends, 0, sentence);
}

/* ---- words ---- */

/* Printable words with one space between them; none at all will do. */
static int
are_words(const char *text, u32 size)
{
	u32 length = (u32)strnlen(text, size);
	int is_behind_word = 0;

	if (length == size)
		return 0;
	for (u32 i = 0; i < length; i++) {
		if (!is_word_character(text[i]) && !(text[i] == ' ' && is_behind_word))
			return 0;
		is_behind_word = text[i] != ' ';
	}
	return length == 0 || is_behind_word;
}

/* How many characters of a name a text begins with. */
static u32
name_length(const char *text)
{
	u32 length = 0;

	while (is_name_character(text[length]))
		length++;
	return length;
}

/* A path to a file that is there at any time and any place: an absolute one. */
static int
is_path(const char *program)
{
	return program[0] == '/' && program[1] != '\0' && memchr(program, ' ', strlen(program)) == NULL &&
	       are_words(program, CONFIG_PATH_MAX);
}

static int
is_module(const char *program)
{
	u32 length = name_length(program);

	return length > 0 && length < ARCHIVE_NAME_LEN && program[length] == '\0';
}

int
conf_rule_program(const struct service_config *config, struct sentence *sentence)
{
	if (is_ended(config->program, CONFIG_PATH_MAX) &&
	    (is_module(config->program) || is_path(config->program)))
		return 0;
	return refuse_text(sentence, "a boot module or an absolute path of at most 63 characters",
			   config->program, CONFIG_PATH_MAX, "name the program");
}

int
conf_rule_arguments(const struct service_config *config, struct sentence *sentence)
{
	if (are_words(config->arguments, CONFIG_ARGUMENTS_MAX))
		return 0;
	return refuse_text(sentence, "words of 95 characters in all", config->arguments,
			   CONFIG_ARGUMENTS_MAX, "shorten them");
}

int
conf_rule_policy(const struct service_config *config, struct sentence *sentence)
{
	u32 name;

	if (config->policy_kind > POLICY_SCRIPT)
		return conf_refuse(sentence, "expected a kind of policy, found an unknown number");
	if (!are_words(config->policy, CONFIG_PATH_MAX))
		return refuse_text(sentence, "a script and parameters of 63 characters in all",
				   config->policy, CONFIG_PATH_MAX, "shorten them");
	if (config->policy_kind != POLICY_SCRIPT)
		return config->policy[0] == '\0' ?
			       0 :
			       conf_refuse(sentence, "expected no script beside policy none or builtin, found one");
	name = name_length(config->policy);
	if (name == 0 || (config->policy[name] != '\0' && config->policy[name] != ' '))
		return refuse_text(sentence, "a script of /etc/policies, or none, or builtin",
				   config->policy, CONFIG_PATH_MAX, "give its name, not its path");
	return 0;
}

/* ---- rights ---- */

int
conf_rule_user(const struct service_config *config, struct sentence *sentence)
{
	if (!is_ended(config->user, CONFIG_USER_LEN) ||
	    config->user[name_length(config->user)] != '\0')
		return refuse_text(sentence, "a user's name of at most 32 of a-z 0-9 _ -", config->user,
				   CONFIG_USER_LEN, "take one of /etc/passwd");
	if (config->uid == 0 || config->gid == 0)
		return conf_refuse(sentence,
			      "expected a uid and gid without rights, found 0; take ones of /etc/passwd");
	return 0;
}

int
conf_rule_traps(const struct service_config *config, struct sentence *sentence)
{
	if ((config->traps & ~TRAP_BITS) == 0)
		return 0;
	return conf_refuse(sentence, "expected bits of enum ipc_trap, found others in the traps");
}

int
conf_rule_calls(const struct service_config *config, struct sentence *sentence)
{
	u64 calls = (u64)config->kcalls[1] << 32 | config->kcalls[0];

	if ((calls & ~KCALL_BITS) == 0)
		return 0;
	return conf_refuse(sentence, "expected bits of enum kcall, found others in the kernel calls");
}

int
conf_rule_flags(const struct service_config *config, struct sentence *sentence)
{
	if ((config->flags & ~FLAG_BITS) == 0)
		return 0;
	return conf_refuse(sentence, "expected flags of system.conf, found others");
}

/* ---- how it runs ---- */

int
conf_rule_scheduling(const struct service_config *config, struct sentence *sentence)
{
	if (config->priority < SERVICE_PRIORITY_HIGHEST || config->priority > PRIORITY_LOWEST) {
		conf_say(sentence, "expected a priority from 2, the highest, to 15, found ", NULL);
		conf_say_number(sentence, config->priority);
		return conf_refuse(sentence, "; 1 is for RS alone");
	}
	if (config->quantum_ms == 0 || config->quantum_ms > QUANTUM_MAX_MS) {
		conf_say(sentence, "expected a quantum from 1ms to 1s, found ", NULL);
		conf_say_number(sentence, config->quantum_ms);
		return conf_refuse(sentence, "ms; 20ms is usual");
	}
	return 0;
}

int
conf_rule_heartbeat(const struct service_config *config, struct sentence *sentence)
{
	u32 period = config->heartbeat_ms;

	if (period == 0 || (period >= HEARTBEAT_MIN_MS && period <= HEARTBEAT_MAX_MS))
		return 0;
	conf_say(sentence, "expected a period from 100ms to 60s, found ", NULL);
	conf_say_number(sentence, period);
	return conf_refuse(sentence, "ms; for no heartbeats say none");
}

int
conf_rule_instances(const struct service_config *config, struct sentence *sentence)
{
	if (config->is_on_demand > 1)
		return conf_refuse(sentence, "expected 0 or 1 for a start on demand, found another number");
	if (!label_is_template(config->label))
		return config->instances == 1 ?
			       0 :
			       conf_refuse(sentence, "expected instances only of a label that ends in *; "
						     "add the * or take them out");
	if (config->instances == 0 || config->instances > CONFIG_INSTANCES_MAX)
		return conf_refuse(sentence,
				   "expected 1 to 16 instances of a label that ends in *; say how many");
	if (!config->is_on_demand)
		return conf_refuse(sentence, "expected start demand for a label that ends in *, found "
					     "start boot; nobody would say which instances");
	return 0;
}

/* ---- all of it ---- */

int
sysconf_check(const struct service_config *config, char error[CONFIG_ERROR_MAX])
{
	static const struct {
		const char *field;
		rule_fn *rule;
	} rules[] = {
		{"program", conf_rule_program},     {"arguments", conf_rule_arguments},
		{"uid", conf_rule_user},            {"traps", conf_rule_traps},
		{"ipc", conf_rule_ipc},             {"calls", conf_rule_calls},
		{"io", conf_rule_io},               {"irq", conf_rule_irq},
		{"memory", conf_rule_memory},       {"pci", conf_rule_pci},
		{"pages", conf_rule_limits},        {"priority", conf_rule_scheduling},
		{"flags", conf_rule_flags},         {"heartbeat", conf_rule_heartbeat},
		{"policy", conf_rule_policy},       {"complain", conf_rule_complain},
		{"depends", conf_rule_depends},     {"instances", conf_rule_instances},
	};
	struct sentence sentence;

	conf_sentence_begin(&sentence, error);
	if (conf_rule_label(config, &sentence) < 0)
		return -EINVAL;
	for (u32 i = 0; i < ARRAY_LEN(rules); i++) {
		conf_sentence_begin(&sentence, error);
		conf_say(&sentence, config->label, ": ", rules[i].field, ": ", NULL);
		if (rules[i].rule(config, &sentence) < 0)
			return -EINVAL;
	}
	conf_sentence_begin(&sentence, error);
	return 0;
}

/* What RS knows of components, and what names mean. See service.h. */
#include <errno.h>
#include <libsys/ipc.h>
#include <proto/pm.h>
#include <string.h>

#include "service.h"

#define MORE_CAPACITY 32u

/* What tells a driver's kind, and may be left out. */
static const char *const kinds[] = {"eth.", "blk.", "chr."};

void
become_operator(void)
{
	struct message message = {.type = PM_VOUCH};
	int error = ipc_sendrec(PM_EP, &message);

	if (error >= 0)
		error = MESSAGE_BODY(&message, const struct pm_reply)->result;
	if (error == -EPERM)
		give_up(STATUS_FAILED, "only root may give orders to the reincarnation server");
	if (error < 0)
		give_up(STATUS_FAILED, "the process manager does not vouch for this process: %s",
			strerror(-error));
}

_Noreturn void
no_answer_of_rs(int error)
{
	give_up(STATUS_FAILED, "the reincarnation server does not tell what it knows: %s",
		strerror(-error));
}

/* All, or up to the one with exactly that label. */
static void
read_up_to(struct component_list *list, const char *label)
{
	size_t capacity = 0;
	int error;

	*list = (struct component_list){0};
	for (;;) {
		if (list->count == capacity) {
			capacity += MORE_CAPACITY;
			list->infos = need_more_memory(list->infos,
						       capacity * sizeof(list->infos[0]));
		}
		error = rs_info(list->count, &list->infos[list->count]);
		if (error < 0)
			break;
		list->count++;
		if (label != NULL && strcmp(list->infos[list->count - 1].label, label) == 0)
			return;
	}
	if (error != -ENOENT)
		no_answer_of_rs(error);
}

void
components_read(struct component_list *list)
{
	read_up_to(list, NULL);
}

/* ---- names ---- */

static bool
name_means(const char *name, const char *label)
{
	if (strcmp(name, label) == 0)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		size_t length = strlen(kinds[i]);

		if (strncmp(label, kinds[i], length) == 0 && strcmp(name, label + length) == 0)
			return true;
	}
	return false;
}

_Noreturn void
no_such_component(const char *name)
{
	give_up(STATUS_NO_COMPONENT,
		"no component is called '%s'; `service list --all` shows them all", name);
}

void
search_consider(struct name_search *search, const char *label)
{
	if (search->is_exact || !name_means(search->name, label))
		return;
	search->is_exact = strcmp(search->name, label) == 0;
	if (search->is_exact || search->label == NULL)
		search->label = label;
	else if (strcmp(search->label, label) != 0)
		search->rival = label;
}

const char *
search_end(const struct name_search *search)
{
	if (!search->is_exact && search->rival != NULL)
		give_up(STATUS_USAGE, "'%s' may be %s or %s: give the whole label", search->name,
			search->label, search->rival);
	return search->label;
}

const struct rs_info *
component_find(const struct component_list *list, const char *label)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->infos[i].label, label) == 0)
			return &list->infos[i];
	return NULL;
}

const struct rs_info *
component_named(const char *name)
{
	static struct component_list list;
	struct name_search search = {.name = name};
	const char *label;

	become_operator();
	read_up_to(&list, name); /* a policy script, which is in a hurry, gives the label */
	for (size_t i = 0; i < list.count; i++)
		search_consider(&search, list.infos[i].label);
	label = search_end(&search);
	if (label == NULL)
		no_such_component(name);
	return component_find(&list, label);
}

const struct rs_info *
component_operand(void)
{
	char **operands;
	int count = tool_operands(&operands);

	if (count == 0)
		bad_usage("the label of a component is missing");
	if (count > 1)
		bad_usage("one label, not '%s' as well", operands[1]);
	return component_named(operands[0]);
}

const struct rs_info *
component_only_operand(int argc, char **argv, const char *usage)
{
	char **operands;

	tool_only_operands(argc, argv, usage, &operands);
	return component_operand();
}

bool
component_is_running(const struct rs_info *info)
{
	return info->endpoint != EP_NONE;
}

void
require_instance(const struct rs_info *info)
{
	if (component_is_running(info))
		return;
	if (info->state == RS_STATE_FAILED)
		give_up(STATUS_NOT_UP, "%s has failed, and its policy has not restarted it yet",
			info->label);
	give_up(STATUS_NOT_UP, "%s is %s; `service up %s` starts it", info->label,
		state_text(info->state), info->label);
}

/* What the PCI server, the data store and RS do for a driver, and what they refuse it. */
#include <libsys/grant.h>
#include <proto/ds.h>
#include <proto/pci.h>
#include <proto/rs.h>
#include <string.h>

#include "privtest.h"

/* ---- PCI: its function is the host bridge, which every machine has and no driver uses ---- */

#define ASKS "calls basic grant_table; traps sendrec; "
#define BRIDGE ASKS "ipc pci; pci class 06.00;"
#define COMMAND_REGISTER 4u
#define FUNCTIONS_MAX 256u

/* The caller's first function, or an error. */
static s32
own_function(void)
{
	struct message message = {.type = PCI_FUNCTION};
	s32 error = ask(PCI_SERVER_LABEL, &message);

	return error < 0 ? error : MESSAGE_BODY(&message, struct pci_function_reply)->function;
}

/* The first one of the machine that is not the caller's, or an error. */
static s32
other_function(void)
{
	s32 own = own_function();

	for (u32 index = 0; index < FUNCTIONS_MAX; index++) {
		struct message message = {.type = PCI_LIST};
		s32 error;

		MESSAGE_BODY(&message, struct pci_list)->index = index;
		error = ask(PCI_SERVER_LABEL, &message);
		if (error < 0)
			return error;
		if (MESSAGE_BODY(&message, struct pci_function_reply)->function != own)
			return MESSAGE_BODY(&message, struct pci_function_reply)->function;
	}
	return -ENOENT;
}

static s32
ask_about(u32 type, s32 function)
{
	struct message message = {.type = type};
	struct pci_config *body = MESSAGE_BODY(&message, struct pci_config);

	if (function < 0) {
		found_with("looking for a function");
		return function;
	}
	if (type == PCI_READ || type == PCI_WRITE) {
		body->offset = COMMAND_REGISTER;
		body->width = sizeof(u16);
	}
	body->function = (u32)function;
	return ask(PCI_SERVER_LABEL, &message);
}

static s32
ask_about_own(u32 type)
{
	return ask_about(type, own_function());
}

static s32
ask_about_other(u32 type)
{
	return ask_about(type, other_function());
}

static s32
find_function(u32 argument)
{
	(void)argument;
	return own_function();
}

/* As RS does when it makes privileges. */
static s32
find_resources(u32 argument)
{
	static struct pci_resources resources[4];
	struct message message = {.type = PCI_RESOURCES};
	struct pci_find *body = MESSAGE_BODY(&message, struct pci_find);

	(void)argument;
	memset(&body->match, 0xff, sizeof(body->match));
	body->grant = grant_direct(sys_lookup(PCI_SERVER_LABEL), resources, sizeof(resources),
				   GRANT_WRITE);
	body->count = ARRAY_LEN(resources);
	return ask(PCI_SERVER_LABEL, &message);
}

/* ---- the data store ---- */

#define STORES ASKS "ipc ds;"
#define OWN_KEY DRIVER_LABEL ".number"

static s32
publish(u32 type, const char *key)
{
	struct message message = {.type = DS_PUBLISH};
	struct ds_publish *body = MESSAGE_BODY(&message, struct ds_publish);

	body->type = type;
	body->flags = DS_OVERWRITE;
	body->value = (u32)sys_lookup(DRIVER_LABEL);
	strlcpy(body->key, key, sizeof(body->key));
	return ask(DS_SERVER_LABEL, &message);
}

static s32
publish_own(u32 argument)
{
	(void)argument;
	return publish(DS_U32, OWN_KEY);
}

static s32
publish_label(u32 argument)
{
	(void)argument;
	return publish(DS_LABEL, "blk.at_disk");
}

static s32
publish_own_label(u32 argument)
{
	(void)argument;
	return publish(DS_LABEL, DRIVER_LABEL);
}

static s32
overwrite_others(u32 argument)
{
	(void)argument;
	return publish(DS_U32, OWNED_NUMBER);
}

/* DS_RETRIEVE and DS_DELETE. */
static s32
reach_for(u32 request, u32 type, const char *key)
{
	static char copy[STATE_SIZE];
	struct message message = {.type = request};
	struct ds_retrieve *body = MESSAGE_BODY(&message, struct ds_retrieve);

	body->type = type;
	body->grant =
		grant_direct(sys_lookup(DS_SERVER_LABEL), copy, sizeof(copy), GRANT_WRITE);
	body->length = sizeof(copy);
	strlcpy(body->key, key, sizeof(body->key));
	return ask(DS_SERVER_LABEL, &message);
}

static s32
read_number(u32 argument)
{
	(void)argument;
	return reach_for(DS_RETRIEVE, DS_U32, OWNED_NUMBER);
}

static s32
read_state(u32 argument)
{
	(void)argument;
	return reach_for(DS_RETRIEVE, DS_MEMORY, OWNED_STATE);
}

static s32
delete_number(u32 argument)
{
	(void)argument;
	return reach_for(DS_DELETE, DS_U32, OWNED_NUMBER);
}

/* ---- RS ---- */

#define SERVED ASKS "ipc rs;"

static s32
complain_about(const char *label)
{
	struct message message = {.type = RS_COMPLAIN};
	struct rs_complain *body = MESSAGE_BODY(&message, struct rs_complain);

	body->endpoint = sys_lookup(label);
	body->reason = COMPLAINT_UNASKED;
	return ask("rs", &message);
}

static s32
complain_without_leave(u32 argument)
{
	(void)argument;
	return complain_about("blk.at_disk");
}

static s32
complain_with_leave(u32 argument)
{
	(void)argument;
	return complain_about(OWNER_LABEL);
}

static s32
kill_another(u32 argument)
{
	struct message message = {.type = RS_KILL};

	(void)argument;
	MESSAGE_BODY(&message, struct rs_target)->endpoint = sys_lookup(OWNER_LABEL);
	return ask("rs", &message);
}

static s32
take_down(u32 argument)
{
	struct message message = {.type = RS_DOWN};

	(void)argument;
	strlcpy(MESSAGE_BODY(&message, struct rs_label)->label, OWNER_LABEL, LABEL_LEN);
	return ask("rs", &message);
}

static s32
give_order(u32 type)
{
	struct message message = {.type = type};

	return ask("rs", &message);
}

static const struct attempt attempts[] = {
	{.name = "pci", .what = "the PCI server finds the function that a block names",
	 .statements = BRIDGE, .run = find_function, .expected = DONE},
	{.name = "pci_read", .what = "its configuration space can be read", .statements = BRIDGE,
	 .run = ask_about_own, .argument = PCI_READ, .expected = DONE},
	{.name = "pci_none", .what = "without pci in the block there is no function",
	 .statements = ASKS "ipc pci;", .run = find_function, .expected = "ENOENT"},
	{.name = "pci_other_read", .what = "another's configuration space can't be read",
	 .statements = BRIDGE, .run = ask_about_other, .argument = PCI_READ, .expected = "EPERM"},
	{.name = "pci_other_write", .what = "nor written", .statements = BRIDGE,
	 .run = ask_about_other, .argument = PCI_WRITE, .expected = "EPERM"},
	{.name = "pci_other_bar", .what = "nor is told where its registers are",
	 .statements = BRIDGE, .run = ask_about_other, .argument = PCI_BAR, .expected = "EPERM"},
	{.name = "pci_other_reset", .what = "nor can another's device be reset",
	 .statements = BRIDGE, .run = ask_about_other, .argument = PCI_RESET,
	 .expected = "EPERM"},
	{.name = "pci_resources", .what = "what functions there are to grant is told RS alone",
	 .statements = BRIDGE, .run = find_resources, .expected = "EPERM"},

	{.name = "store", .what = "a number can be published under a key that is free",
	 .statements = STORES, .run = publish_own, .expected = DONE},
	{.name = "store_read", .what = "another's number can be read", .statements = STORES,
	 .run = read_number, .expected = DONE},
	{.name = "store_overwrite", .what = "another's number can't be overwritten",
	 .statements = STORES, .run = overwrite_others, .expected = "EPERM"},
	{.name = "store_delete", .what = "nor deleted", .statements = STORES, .run = delete_number,
	 .expected = "EPERM"},
	{.name = "store_label", .what = "another's label can't be published",
	 .statements = STORES, .run = publish_label, .expected = "EPERM"},
	{.name = "store_own_label", .what = "nor its own: labels are RS' business",
	 .statements = STORES, .run = publish_own_label, .expected = "EPERM"},
	{.name = "store_state", .what = "another's private state is not there for it",
	 .statements = STORES, .run = read_state, .expected = "ENOENT"},

	{.name = "kill", .what = "RS takes no order to kill from a driver", .statements = SERVED,
	 .run = kill_another, .expected = "EPERM"},
	{.name = "down", .what = "nor to take a component down", .statements = SERVED,
	 .run = take_down, .expected = "EPERM"},
	{.name = "up", .what = "nor to start one with privileges of its choice",
	 .statements = SERVED, .run = give_order, .argument = RS_UP, .expected = "EPERM"},
	{.name = "configure", .what = "nor to change a block", .statements = SERVED,
	 .run = give_order, .argument = RS_CONFIGURE, .expected = "EPERM"},
	{.name = "complain_no_leave", .what = "nobody complains whom the accused's block does not name",
	 .statements = SERVED, .run = complain_without_leave, .expected = "EPERM"},
	/* The last one: others need the owner. */
	{.name = "complain", .what = "a complaint counts from whom the accused's block names",
	 .statements = SERVED, .run = complain_with_leave, .expected = DONE, .ends_owner = 1},
};

const struct attempt_table server_attempts = {attempts, ARRAY_LEN(attempts)};

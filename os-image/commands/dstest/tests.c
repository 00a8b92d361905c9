/*
 * The tests: each starts a data store and the cast, has the conductor play its
 * scenario, and sees that it came to its end. Those that need RS to tell the data store something
 * use the system's own.
 */
#include "dstest.h"

#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/rs_client.h>
#include <proto/pm.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_MS 30000u
#define POLL_US 5000u
#define POLLS_MAX 2000u
#define SPARE_PAGES 20u /* room for one value of DS_MEMORY_MAX, not for two */
#define A_PUPPET "puppet " STORE
#define A_PUPPET_OF_SYSTEM "puppet " DS_SERVER_LABEL

static const char *const cast[] = {CONDUCTOR, PUPPET_A, PUPPET_B, PUPPET_C,
				   FLOODER,   CLIENT,   STORE};

/* ---- the cast ---- */

static void
stop(const char *label)
{
	endpoint_t endpoint = sys_lookup(label);
	struct rs_end end;

	if (endpoint < 0)
		return;
	(void)rs_kill(endpoint);
	CHECK(rs_wait(endpoint, PATIENCE_MS, &end) == 0);
}

/* max_pages of 0: no limit. */
static endpoint_t
start_module(const char *label, const char *module, const char *arguments, u32 max_pages)
{
	struct rs_service wanted = {.privilege = rs_plain_privilege(label)};
	endpoint_t endpoint = EP_NONE;

	wanted.privilege.max_pages = max_pages;
	strlcpy(wanted.module, module, sizeof(wanted.module));
	strlcpy(wanted.arguments, arguments, sizeof(wanted.arguments));
	CHECK(rs_up(&wanted, &endpoint) == 0);
	return endpoint;
}

static endpoint_t
start(const char *label, const char *arguments)
{
	return start_module(label, "dstest", arguments, 0);
}

/* Whoever a test that failed has left on the stage goes first. */
static void
clear_stage(void)
{
	struct message m = {.type = PM_VOUCH};

	CHECK(ipc_sendrec(PM_EP, &m) == 0 && MESSAGE_BODY(&m, const struct pm_reply)->result == 0);
	for (size_t index = 0; index < ARRAY_LEN(cast); index++)
		stop(cast[index]);
}

/* A data store of the test's own, and three puppets. */
static void
set_stage_within(u32 max_pages)
{
	clear_stage();
	start_module(STORE, "ds", "", max_pages);
	start(PUPPET_A, A_PUPPET);
	start(PUPPET_B, A_PUPPET);
	start(PUPPET_C, A_PUPPET);
}

static void
set_stage(void)
{
	set_stage_within(0);
}

/* What did not hold the conductor has said in the log. */
static void
play_on(const char *scenario, const char *store)
{
	char arguments[RS_ARGUMENTS_MAX];
	struct rs_end end = {.defect = 0};
	endpoint_t conductor;

	snprintf(arguments, sizeof(arguments), "conductor %s %s", scenario, store);
	conductor = start(CONDUCTOR, arguments);
	CHECK(rs_wait(conductor, PATIENCE_MS, &end) == 0);
	CHECK(end.defect == DEFECT_EXIT);
	CHECK(end.exit_kind == EXIT_NORMAL);
}

static void
play(const char *scenario)
{
	play_on(scenario, STORE);
}

/* ---- values ---- */

static void
values_of_each_type_come_back(void)
{
	set_stage();
	play("values");
}

static void
what_is_malformed_too_long_or_there_already_is_refused(void)
{
	set_stage();
	play("refusals");
}

static void
a_grant_that_is_none_changes_nothing(void)
{
	set_stage();
	play("grants");
}

static void
strangers_neither_change_nor_delete_what_is_anothers_nor_read_private_memory(void)
{
	set_stage();
	play("strangers");
}

static void
a_successor_owns_what_its_predecessor_left(void)
{
	set_stage();
	play("leave");
	stop(PUPPET_A);
	start(PUPPET_A, A_PUPPET);
	play("inherit");
}

static void
nobody_but_rs_publishes_or_deletes_labels(void)
{
	set_stage();
	play("labels");
}

static void
a_list_tells_all_but_the_values(void)
{
	set_stage();
	play("list");
}

static void
users_have_no_way_to_it(void)
{
	struct message m = {.type = DS_LIST};

	set_stage();
	CHECK(ipc_sendrec(sys_lookup(STORE), &m) == -EPERM);
}

static void
no_memory_is_lost_in_1000_rounds_of_publishing_and_deleting(void)
{
	set_stage();
	play("rounds");
}

/* ---- subscriptions ---- */

static void
subscribers_learn_what_matches_and_of_each_entry_the_last_change(void)
{
	set_stage();
	play("changes");
}

static void
a_subscriber_may_ask_for_what_is_there_already(void)
{
	set_stage();
	play("initial");
}

static void
each_of_several_subscribers_is_told(void)
{
	set_stage();
	play("several");
}

static void
who_unsubscribes_hears_no_more(void)
{
	set_stage();
	play("unsubscribe");
}

static void
a_subscription_ends_with_its_endpoint(void)
{
	set_stage();
	play("subscribe_b");
	stop(PUPPET_B);
	start(PUPPET_B, A_PUPPET);
	play("b_is_told_nothing");
}

static void
deleted_entries_are_kept_for_no_dead_subscriber(void)
{
	endpoint_t store;

	set_stage();
	store = sys_lookup(STORE);
	play("delete_for_b");
	stop(PUPPET_B);
	CHECK(rs_ping(store, PATIENCE_MS) == 0);
	play("nothing_is_kept");
}

static void
a_subscriber_that_never_asks_costs_no_more_after_500_deletions(void)
{
	set_stage();
	play("never_asks");
}

/* ---- crowds ---- */

static void
a_mad_publisher_takes_nobodys_room(void)
{
	set_stage();
	play("mad_publisher");
}

static void
a_flood_of_requests_that_takes_no_answers_keeps_nobody_from_200_of_theirs(void)
{
	set_stage();
	start(FLOODER, "flooder " STORE);
	play("beside_a_flood");
	CHECK(rs_ping(sys_lookup(STORE), PATIENCE_MS) == 0);
}

static u32
pages_of(endpoint_t endpoint)
{
	struct kprocess process;

	CHECK(sys_info(KINFO_PROCESS, &process, sizeof(process), (u32)ENDPOINT_SLOT(endpoint)) > 0);
	return process.pages;
}

static void
without_memory_it_refuses_and_keeps_what_it_has(void)
{
	set_stage();
	CHECK(rs_ping(sys_lookup(STORE), PATIENCE_MS) == 0);
	set_stage_within(pages_of(sys_lookup(STORE)) + SPARE_PAGES);
	play("full");
}

static void
messages_of_garbage_1000_of_them_change_nothing_of_others(void)
{
	set_stage();
	play("garbage");
}

/* ---- the system's data store ---- */

static void
rs_tells_who_starts_and_who_ends(void)
{
	clear_stage();
	start(PUPPET_A, A_PUPPET_OF_SYSTEM);
	play_on("watch_labels", DS_SERVER_LABEL);
	start(PUPPET_B, A_PUPPET_OF_SYSTEM);
	play_on("b_has_started", DS_SERVER_LABEL);
	stop(PUPPET_B);
	play_on("b_has_ended", DS_SERVER_LABEL);
}

static void
wait_for_successor(endpoint_t old)
{
	for (u32 polls = 0; polls < POLLS_MAX; polls++) {
		endpoint_t found = sys_lookup(DS_SERVER_LABEL);

		if (found >= 0 && found != old)
			return;
		usleep(POLL_US);
	}
	fail(__FILE_NAME__, __LINE__, "the data store has no successor");
}

static void
clients_subscribe_again_and_find_what_they_stored_when_it_was_restarted(void)
{
	endpoint_t old = sys_lookup(DS_SERVER_LABEL);

	clear_stage();
	start(PUPPET_A, A_PUPPET_OF_SYSTEM);
	start(CLIENT, "client");
	play_on("client_learns", DS_SERVER_LABEL);
	CHECK(rs_kill(old) == 0);
	wait_for_successor(old);
	stop(PUPPET_A); /* it knows the old data store */
	start(PUPPET_A, A_PUPPET_OF_SYSTEM);
	play_on("client_learns_again", DS_SERVER_LABEL);
	clear_stage();
}

#define TEST(name) {name, #name}

const struct test dstest_tests[] = {
	TEST(values_of_each_type_come_back),
	TEST(what_is_malformed_too_long_or_there_already_is_refused),
	TEST(a_grant_that_is_none_changes_nothing),
	TEST(strangers_neither_change_nor_delete_what_is_anothers_nor_read_private_memory),
	TEST(a_successor_owns_what_its_predecessor_left),
	TEST(nobody_but_rs_publishes_or_deletes_labels),
	TEST(a_list_tells_all_but_the_values),
	TEST(users_have_no_way_to_it),
	TEST(no_memory_is_lost_in_1000_rounds_of_publishing_and_deleting),
	TEST(subscribers_learn_what_matches_and_of_each_entry_the_last_change),
	TEST(a_subscriber_may_ask_for_what_is_there_already),
	TEST(each_of_several_subscribers_is_told),
	TEST(who_unsubscribes_hears_no_more),
	TEST(a_subscription_ends_with_its_endpoint),
	TEST(deleted_entries_are_kept_for_no_dead_subscriber),
	TEST(a_subscriber_that_never_asks_costs_no_more_after_500_deletions),
	TEST(a_mad_publisher_takes_nobodys_room),
	TEST(a_flood_of_requests_that_takes_no_answers_keeps_nobody_from_200_of_theirs),
	TEST(without_memory_it_refuses_and_keeps_what_it_has),
	TEST(messages_of_garbage_1000_of_them_change_nothing_of_others),
	TEST(rs_tells_who_starts_and_who_ends),
	TEST(clients_subscribe_again_and_find_what_they_stored_when_it_was_restarted),
	{NULL, NULL},
};

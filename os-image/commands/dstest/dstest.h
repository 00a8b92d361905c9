/*
 * The tests of the data store in the running system.
 *
 * User processes have no way to it, so the program plays all parts. As the first
 * process it goes through the tests (testkit) and has RS start services: this program
 * with arguments that name their role, and for most tests a data store of their own,
 * labelled STORE, of which RS knows nothing. A test's scenario runs as the service
 * CONDUCTOR: it makes puppets, which pass its requests on to the data store as theirs,
 * say what is to be said, and panics when an answer is not the one promised.
 */
#ifndef DSTEST_H
#define DSTEST_H

#include <proto/ds.h>
#include <testkit/testkit.h>

#define STORE "t.ds"
#define CONDUCTOR "t.conductor"
#define PUPPET_A "t.a"
#define PUPPET_B "t.b"
#define PUPPET_C "t.c"
#define FLOODER "t.flood"
#define CLIENT "t.client"

/* ---- what puppets and clients understand besides the data store's requests ---- */

enum test_request {
	TEST_FILL = PROTO_TEST + 0x50, /* test_bytes: the puppet's buffer gets these bytes */
	TEST_VERIFY,   /* test_bytes: status 1 if its buffer has them, 0 if not */
	TEST_NOTIFIED, /* bare: how often the data store notified it since it was asked last */
	TEST_SEEN,     /* test_key; test_seen: what the client learned of that key */
};

/* Bytes that no other seed gives; never a NUL. */
struct test_bytes {
	struct request_head head;
	u32 seed;
	u32 length;
};

struct test_key {
	struct request_head head;
	char key[DS_KEY_LEN];
};

struct test_seen {
	struct reply_head head;
	u32 changes;  /* that it was told, repeated ones included */
	u32 kind;     /* of the last: enum ds_change_kind */
	u32 value;
	u32 restarts; /* of the data store */
	u32 stored;   /* what it stored was taken so often */
	u32 fetched;  /* and found again */
};

/* In a request to a puppet: the grant of its buffer. Any other goes on as it is. */
#define GRANT_OF_PUPPET 0
#define BUFFER_BYTES (DS_MEMORY_MAX + 1u)

/* The byte at `index` of the bytes of a seed. */
u8 test_byte(u32 seed, u32 index);

/* ---- roles; none returns. argv[0] is the role's first own argument ---- */

void puppet(int argc, char **argv);    /* LABEL of the data store */
void flooder(int argc, char **argv);   /* the same: sends requests, and never takes an answer */
void client(int argc, char **argv);    /* a user of libsys/ds_client.h */
void conductor(int argc, char **argv); /* NAME of the scenario, LABEL of the data store */

/* ---- scenarios: what a conductor does ---- */

struct scenario {
	const char *name;
	void (*play)(void);
};

extern const struct scenario value_scenarios[];        /* values.c */
extern const struct scenario subscription_scenarios[]; /* subscriptions.c */
extern const struct scenario crowd_scenarios[];        /* crowd.c */
extern const struct scenario system_scenarios[];       /* system.c */

/* ---- the tests, which start the cast and then the scenario ---- */

extern const struct test dstest_tests[];

#endif

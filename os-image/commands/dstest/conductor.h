/*
 * What scenarios are written with. Each function that takes a label has that puppet
 * send the request, and gives the status of the answer.
 */
#ifndef DSTEST_CONDUCTOR_H
#define DSTEST_CONDUCTOR_H

#include "dstest.h"

/* Ends the scenario unless the value is the one expected. */
#define EXPECT(call, expected) expect(__FILE_NAME__, __LINE__, #call, (s32)(call), (s32)(expected))
void expect(const char *file, int line, const char *what, s32 found, s32 expected);

/* The live component of that label; there has to be one. */
endpoint_t endpoint_of(const char *label);
/* That of the data store the scenario is about. */
const char *store_label(void);

/* The puppet passes the message on and fills in the answer; its status, or the error of sending. */
s32 say(const char *label, struct message *message);

s32 publish_number(const char *label, enum ds_type type, const char *key, u32 value, u32 flags);
/* Strings and memories: the bytes of a seed. */
s32 publish_bytes(const char *label, enum ds_type type, const char *key, u32 seed, u32 length);
s32 retrieve(const char *label, enum ds_type type, const char *key, u32 length,
	     struct ds_value_reply *reply);
s32 delete_entry(const char *label, enum ds_type type, const char *key);
s32 subscribe(const char *label, const char *pattern, u32 types, u32 flags);
s32 unsubscribe(const char *label, const char *pattern);
s32 check(const char *label, struct ds_change_reply *change);

s32 fill(const char *label, u32 seed, u32 length);
s32 verify(const char *label, u32 seed, u32 length);
s32 notified(const char *label);

/* The puppet is told of this change next. */
#define EXPECT_CHANGE(label, kind, type, key)                                                      \
	expect_change(__FILE_NAME__, __LINE__, label, kind, type, key)
void expect_change(const char *file, int line, const char *label, enum ds_change_kind kind,
		   enum ds_type type, const char *key);

/* What the client of ds_client.h knows of a key. */
struct test_seen seen(const char *key);

/* Memory of a component, in pages. */
u32 pages_of(const char *label);

void wait_ms(u32 ms);

#endif

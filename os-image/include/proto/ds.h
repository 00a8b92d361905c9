/*
 * The data store: who has which endpoint now, and small values that outlive
 * whoever stored them. Requests are asynchronous (proto/request.h).
 *
 * An entry is known by its type and key. It belongs to the label of whoever
 * published it, not to an endpoint, so that a restarted component owns what its
 * predecessor left. Only its owner may change or delete an entry; RS alone publishes
 * entries of the type DS_LABEL, with the component's label as key and its endpoint as
 * value. When RS deletes a label, because the component was taken down for good,
 * all that it owned goes with it. Entries outlive the data store itself, too, which keeps a
 * backup of all but the labels.
 *
 * A subscriber gets an empty notification when an entry that matches has changed,
 * and then asks with DS_CHECK, again and again until there is no more to tell. Of
 * several changes of one entry it learns the last. Subscriptions belong to an
 * endpoint and end with it.
 *
 * Errors: -EINVAL, -ENOENT (no such entry, or none that the caller may read), -EPERM,
 * -EEXIST (without DS_OVERWRITE), -ENOSPC (the owner or the store is full),
 * -E2BIG, -EBADGRANT.
 */
#ifndef PROTO_DS_H
#define PROTO_DS_H

#include <kintsugi/grant.h>
#include <kintsugi/privilege.h>
#include <proto/request.h>

#define DS_SERVER_LABEL "ds"

enum ds_request {
	DS_PUBLISH = PROTO_DS + 1, /* ds_publish */
	DS_RETRIEVE,    /* ds_retrieve -> ds_value_reply; status: bytes copied to the grant */
	DS_DELETE,      /* ds_retrieve, of which type and key count */
	DS_SUBSCRIBE,   /* ds_subscribe: adds to the caller's patterns, or changes the types of one */
	DS_UNSUBSCRIBE, /* ds_subscribe, of which the pattern counts */
	DS_CHECK,       /* request_head -> ds_change_reply; status 1: a change, 0: no more */
	DS_LIST,        /* ds_list -> ds_list_reply: entry number `index`. Values are not told */
	DS_REQUEST_END
};

enum ds_type {
	DS_U32 = 1,
	DS_STRING, /* at most DS_STRING_MAX bytes, no NUL */
	DS_MEMORY, /* private: only its owner, or the owner's successor, may retrieve it */
	DS_LABEL,
	DS_TYPE_END
};
#define DS_TYPE_BIT(type) (1u << (type))
#define DS_ALL_TYPES (DS_TYPE_BIT(DS_TYPE_END) - DS_TYPE_BIT(DS_U32))

#define DS_KEY_LEN 28u /* [a-zA-Z0-9._-]+ and a NUL; in a pattern '*' stands for any characters */
#define DS_STRING_MAX 256u
#define DS_MEMORY_MAX (64u * 1024u)
#define DS_OWNED_MAX 32u /* entries of one owner, RS excepted */
#define DS_OWNED_BYTES_MAX (192u * 1024u) /* the terminal driver needs most of it */

struct ds_publish {
	struct request_head head;
	u32 type;  /* enum ds_type */
	u32 flags; /* DS_OVERWRITE */
	u32 value; /* DS_U32: the number; DS_LABEL: the endpoint */
	grant_id_t grant; /* DS_STRING, DS_MEMORY: for reading */
	u32 length;
	u32 cause; /* DS_LABEL: enum defect_class of what led to this instance, 0: its first start */
	char key[DS_KEY_LEN];
};
#define DS_OVERWRITE 1u

struct ds_retrieve {
	struct request_head head;
	u32 type;
	grant_id_t grant; /* DS_STRING, DS_MEMORY: for writing; what is longer than `length` is -E2BIG */
	u32 length;
	char key[DS_KEY_LEN];
};

struct ds_value_reply {
	struct reply_head head;
	u32 value; /* DS_U32, DS_LABEL; else the length in bytes */
	u32 cause; /* DS_LABEL */
	char owner[LABEL_LEN];
};

struct ds_subscribe {
	struct request_head head;
	u32 types; /* DS_TYPE_BIT of each */
	u32 flags; /* DS_INITIAL */
	char pattern[DS_KEY_LEN];
};
#define DS_INITIAL 1u /* what is there already counts as changed */

enum ds_change_kind { DS_PUBLISHED = 1, DS_DELETED };

struct ds_change_reply {
	struct reply_head head;
	u32 kind; /* enum ds_change_kind */
	u16 type; /* enum ds_type */
	u16 cause; /* DS_LABEL */
	u32 value; /* as in ds_value_reply */
	char key[DS_KEY_LEN];
};

struct ds_list {
	struct request_head head;
	u32 index; /* -ENOENT past the last */
};

struct ds_list_reply {
	struct reply_head head;
	u16 type;
	u16 length; /* bytes; 4 for numbers and labels. 65535: that or more */
	char owner[LABEL_LEN - 1]; /* without a NUL when it is as long as can be */
	char key[DS_KEY_LEN];
};

ASSERT_FITS_MESSAGE(struct ds_publish);
ASSERT_FITS_MESSAGE(struct ds_retrieve);
ASSERT_FITS_MESSAGE(struct ds_subscribe);
ASSERT_FITS_MESSAGE(struct ds_change_reply);
ASSERT_FITS_MESSAGE(struct ds_list_reply);

#endif

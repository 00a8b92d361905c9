/*
 * What the processes of the test programs say to one another: a client asks
 * the server under test for work, the server asks drivers. All of it follows
 * proto/request.h.
 */
#ifndef PROTO_TEST_H
#define PROTO_TEST_H

#include <proto/request.h>

#define TEST_DRIVE (PROTO_TEST + 0x10)  /* server -> driver: test_drive; test_done */
#define TEST_WORK (PROTO_TEST + 0x11)   /* client -> server: test_work; test_done */
#define TEST_REPORT (PROTO_TEST + 0x12) /* client -> server: bare; test_report */
#define TEST_MOVED (PROTO_TEST + 0x13)  /* client -> server: test_moved; test_done with a count */
#define TEST_POKE (PROTO_TEST + 0x14)   /* client -> server: bare; bare */

/* What a lying driver does besides answering as it should. */
enum test_lie {
	LIE_NONE,
	LIE_UNKNOWN_ID,
	LIE_WRONG_TYPE,
	LIE_TWICE,
	LIE_STRANGER, /* answers what the server asked another driver just before */
	LIE_LATE,     /* answers, but not in time */
	LIE_COUNT
};

struct test_drive {
	struct request_head head;
	u32 value;
	u32 lie; /* enum test_lie */
};

struct test_done {
	struct reply_head head;
	u32 value; /* the request's + 1 */
};

enum test_job {
	JOB_DRIVE,    /* ask driver number `driver`, wait for its answer */
	JOB_OVERFLOW, /* use up the stack */
	JOB_HANG,     /* never come back */
	JOB_YIELD,    /* yield until poked, and a few times more, when no message wakes the loop */
};

struct test_work {
	struct request_head head;
	u32 job; /* enum test_job */
	u32 driver;
	u32 value;
	u32 lie;
	u32 timeout_ms;
	u32 hold; /* keep the request for a new instance when the driver is dead */
};

#define TEST_BREACH_KINDS 6 /* enum request_breach */
struct test_report {
	struct reply_head head;
	u32 pending; /* requests to drivers */
	u32 breaches[TEST_BREACH_KINDS];
};

struct test_moved {
	struct request_head head;
	endpoint_t old_ep;
	endpoint_t new_ep;
};

ASSERT_FITS_MESSAGE(struct test_drive);
ASSERT_FITS_MESSAGE(struct test_done);
ASSERT_FITS_MESSAGE(struct test_work);
ASSERT_FITS_MESSAGE(struct test_report);
ASSERT_FITS_MESSAGE(struct test_moved);

#endif

/*
 * What the reincarnation server asks of the process manager: to run a policy
 * script as a user process of root. Asynchronous (proto/request.h); neither waits
 * for the other. A request is answered when the process has ended.
 */
#ifndef PROTO_PM_RS_H
#define PROTO_PM_RS_H

#include <kintsugi/grant.h>
#include <proto/request.h>

enum pm_rs_request {
	/*
	 * pm_run -> pm_run_reply: runs a program in a session and group of its own, without
	 * a terminal and without descriptors, as root, and answers when it has ended. It may
	 * give orders to RS. Errors: those of exec, -EAGAIN (eight run, or no process is
	 * free, or there is no VFS yet).
	 */
	PM_RUN = PROTO_PM + 0xc0,
	/*
	 * pm_run_end: ends what PM_RUN began, with all of its group, by SIGKILL; the PM_RUN is
	 * answered before this is. A process for which VFS does something else ends when
	 * that is done. -ESRCH: it has ended.
	 */
	PM_RUN_END,
};

/* The strings block is laid out as that of struct pm_exec. */
#define PM_RUN_STRINGS_MAX 2048u
struct pm_run {
	struct request_head head;
	grant_id_t strings; /* argc arguments, then envc variables, each ended by a NUL; for reading */
	u32 strings_length; /* at most PM_RUN_STRINGS_MAX */
	u32 argc;           /* argv[0] is the program's path */
	u32 envc;
};

struct pm_run_reply {
	struct reply_head head; /* 0, or why it did not start */
	s32 status;             /* as waitpid's, when it did */
};

struct pm_run_end {
	struct request_head head;
	u32 run; /* the id of the PM_RUN */
};

ASSERT_FITS_MESSAGE(struct pm_run);

#endif

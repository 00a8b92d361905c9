/*
 * For the files of the line discipline: echo, and editing the line that has not
 * ended yet. What is rubbed out of the queue is rubbed out on the terminal too,
 * as far as the settings ask for it.
 */
#ifndef TTY_EDIT_H
#define TTY_EDIT_H

#include "line.h"

/* Shows a character that was put into the input, if ECHO says so. */
void edit_echo(struct line *line, u8 byte);

/* Shows the newline that ended a line: under ECHONL even without ECHO. */
void edit_echo_newline(struct line *line);

/* To be called before a character is put into the input: a line may begin with it. */
void edit_note_start(struct line *line);

void edit_erase(struct line *line);      /* the last character */
void edit_erase_word(struct line *line); /* the last word, and the blanks after it */
void edit_kill(struct line *line);       /* all of it */
void edit_reprint(struct line *line);    /* shows it again, on a fresh line */

#endif

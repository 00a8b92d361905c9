/* For the files of the terminal: what complete escape sequences do. */
#ifndef TTY_SEQUENCES_H
#define TTY_SEQUENCES_H

#include "vt.h"

/* ESC and a final byte, nothing between them. */
void sequence_escape(struct vt *vt, u8 final);

/* CSI with the parameters that are in *vt. What is unknown does nothing. */
void sequence_control(struct vt *vt, u8 final);

/* A control character. */
void sequence_c0(struct vt *vt, u8 byte);

#endif

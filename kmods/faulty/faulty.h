/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * faulty.h - how a client triggers a faulty module.
 *
 * One folder, one fault; all of them listen on the same protocol, so only one
 * can be loaded at a time. A message of type FAULTY_MSG_TRIGGER, whatever its
 * payload, triggers the fault; everything else is dropped. Only missing-skb-put
 * answers. How each folder's module fails is written in its generation.toml.
 */
#ifndef NLMATRIX_FAULTY_H
#define NLMATRIX_FAULTY_H

#define FAULTY_PROTO		30
#define FAULTY_MSG_TRIGGER	0x10

/* missing-skb-put: first byte of a payload that asks for the right answer. */
#define FAULTY_CORRECTED	1
#define FAULTY_GREETING		"Greeting from kernel!"

#endif /* NLMATRIX_FAULTY_H */

/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * imp2.h - the messages between an imp2 module and its clients.
 *
 * A netfilter hook that reports every ICMP packet that arrives to one registered
 * application. Included by every generation of the module and by the C
 * clients, so it uses nothing but linux/types.h.
 *
 * The application sends IMP2_U_PID, gets an IMP2_K_MSG for each packet, and
 * ends with IMP2_CLOSE. Only the last one to register gets them; a close from
 * somebody else changes nothing. Nothing is acknowledged. Packets are always
 * accepted.
 */
#ifndef NLMATRIX_IMP2_H
#define NLMATRIX_IMP2_H

#include <linux/types.h>

#define IMP2_PROTO	28

/* Types below 0x10 belong to netlink itself. */
enum imp2_msg {
	/* No payload: "tell me". The sender's port is stored. */
	IMP2_U_PID	= 0x10,
	/* No payload: "no more". */
	IMP2_CLOSE	= 0x11,
	/* From the kernel, payload: struct imp2_packet. */
	IMP2_K_MSG	= 0x12,
};

/* As in the packet's IP header: network byte order. */
struct imp2_packet {
	__u32 source;
	__u32 destination;
};

/*
 * /sys/module/imp2/parameters/ (read-only, decimal):
 *   port        port of the registered application, 0 if none
 *   seen        ICMP packets that passed
 *   sent        messages that the kernel took for delivery
 *   failed      messages that could not be built or sent
 *   last_error  positive errno of the last failure, 0 if none
 *   rejected    messages with a bad length or type
 * A port that has gone (ECONNREFUSED) is forgotten.
 */

#endif /* NLMATRIX_IMP2_H */

/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * nlns.h - what an nlns module and its clients say to each other.
 *
 * The module has two protocols: of NLNS_PROTO_EACH a kernel socket in every
 * network namespace, of NLNS_PROTO_FIRST one in the first namespace alone. A
 * request is a plain nlmsghdr with any payload. All numbers travel in host byte
 * order.
 */
#ifndef NLMATRIX_NLNS_H
#define NLMATRIX_NLNS_H

#include <linux/types.h>

/* Free in the kernel's table, as nlecho's 31 is. */
#define NLNS_PROTO_EACH		28
#define NLNS_PROTO_FIRST	27

/* Multicast group of both, as a number. */
#define NLNS_GROUP		1

/* Types below 0x10 belong to netlink itself. */
enum nlns_msg {
	/* Answered with struct nlns_told: nlmsg_type NLNS_MSG_HELLO, nlmsg_pid 0,
	 * nlmsg_seq as in the request. */
	NLNS_MSG_HELLO		= 0x10,
	/* The same, multicast to NLNS_GROUP in the namespace of the socket. */
	NLNS_MSG_GREET		= 0x11,
};

/* Other types, and what is too short for a header, are not answered. */
struct nlns_told {
	/* Of the namespace, in the order in which the module met them, from 0. */
	__u32 number;
	/* How many requests came to its sockets, this one among them. */
	__u32 received;
};

/*
 * /sys/module/nlns/parameters/ (read-only, decimal):
 *   namespaces  how many there are that the module has a socket in
 *   met         how many it ever met, which is the next one's number
 */

#endif /* NLMATRIX_NLNS_H */

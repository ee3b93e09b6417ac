// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * hang - waits for a reply that never comes.
 *
 * Sets off whichever faulty module is loaded, asks for an answer that none of
 * them gives, and waits in recv() until somebody stops it.
 *
 * Exit codes: 2 socket() or bind() failed, 3 send() failed, 4 recv() failed,
 * 5 there was a reply after all.
 */
#include "client.h"
#include "faulty/faulty.h"

int main(void)
{
	struct nlmsghdr nlh = {
		.nlmsg_len = NLMSG_LENGTH(0),
		.nlmsg_type = FAULTY_MSG_TRIGGER,
		.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		.nlmsg_seq = 1,
	};
	int fd = open_bound(FAULTY_PROTO);

	/* An unconnected netlink socket sends to port 0, the kernel. */
	if (send(fd, &nlh, sizeof(nlh), 0) < 0)
		die(CLIENT_SEND, "send", errno);

	/* To be seen by who stops us, so not left in stdio's buffer. */
	printf("waiting for a reply\n");
	fflush(stdout);
	if (recv(fd, &nlh, sizeof(nlh), 0) < 0)
		die(CLIENT_RECEIVE, "recv", errno);
	fprintf(stderr, "unexpected reply: type %u\n", nlh.nlmsg_type);
	return CLIENT_REPLY;
}

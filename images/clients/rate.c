// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * rate - how many messages per second come from the kernel.
 *
 * Asks nlecho for floods that fit into its receive buffer, reads each of them
 * to its end, and prints `messages=N` and `nanoseconds=N` of all of them
 * together: building, sending, queueing and receiving. A message that is
 * missing or out of order ends it.
 *
 * Exit codes: 0 printed, 2 socket() or bind() failed, 3 send() failed, 4 recv()
 * failed, 5 another message than the next one came.
 */
#include <time.h>

#include "client.h"
#include "nlecho/nlecho.h"

#define FLOODS		50
#define MESSAGES	100	/* of a flood: some 80 KiB of buffer */

struct message {
	struct nlmsghdr nlh;
	__u32 words[16];
};

static void flood(int fd)
{
	struct message request = {
		.nlh.nlmsg_len = NLMSG_LENGTH(sizeof(struct nlecho_flood)),
		.nlh.nlmsg_type = NLECHO_MSG_FLOOD,
		.nlh.nlmsg_flags = NLM_F_REQUEST,
		.words = { MESSAGES, sizeof(request.words) },
	};
	struct message reply;
	__u32 next;

	if (send(fd, &request, request.nlh.nlmsg_len, 0) < 0)
		die(CLIENT_SEND, "send", errno);
	for (next = 0; next < MESSAGES; next++) {
		if (recv(fd, &reply, sizeof(reply), 0) < 0)
			die(CLIENT_RECEIVE, "recv", errno);
		if (reply.words[0] != next) {
			fprintf(stderr, "%u came, not %u\n", reply.words[0],
				next);
			exit(CLIENT_REPLY);
		}
	}
}

int main(void)
{
	struct timespec start, end;
	int fd = open_bound(NLECHO_PROTO);
	int i;

	clock_gettime(CLOCK_MONOTONIC, &start);
	for (i = 0; i < FLOODS; i++)
		flood(fd);
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("messages=%d\n", FLOODS * MESSAGES);
	printf("nanoseconds=%lld\n",
	       (end.tv_sec - start.tv_sec) * 1000000000LL +
	       (end.tv_nsec - start.tv_nsec));
	return CLIENT_OK;
}

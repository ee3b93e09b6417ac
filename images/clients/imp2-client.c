// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * imp2-client - the application of the netfilter document: registers itself,
 * prints `SOURCE > DESTINATION` for every ICMP packet, and on SIGINT or SIGTERM
 * says IMP2_CLOSE and ends.
 *
 * The document's handler sends, closes and exits itself; this one only leaves a
 * note, and the loop looks at it ten times a second (ppoll() came with 2.6.16).
 *
 * Exit codes: 0 ended by a signal, 2 socket() or bind() failed, 3 sendto()
 * failed, 4 poll() or recvfrom() failed, 5 a message that is none of imp2's.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>

#include "client.h"
#include "imp2/imp2.h"

static volatile sig_atomic_t ended;

static void on_signal(int number)
{
	ended = 1;
}

static void tell(int fd, int type)
{
	struct sockaddr_nl kpeer = { .nl_family = AF_NETLINK };
	struct nlmsghdr nlh = {
		.nlmsg_len = NLMSG_LENGTH(0),
		.nlmsg_type = type,
		.nlmsg_pid = getpid(),
	};

	if (sendto(fd, &nlh, nlh.nlmsg_len, 0, (struct sockaddr *)&kpeer,
		   sizeof(kpeer)) < 0)
		die(CLIENT_SEND, "sendto", errno);
}

static void print_packet(int fd)
{
	struct {
		struct nlmsghdr nlh;
		struct imp2_packet packet;
	} message;
	char from[INET_ADDRSTRLEN], to[INET_ADDRSTRLEN];
	ssize_t len = recvfrom(fd, &message, sizeof(message), 0, NULL, NULL);

	if (len < 0)
		die(CLIENT_RECEIVE, "recvfrom", errno);
	if (len < (ssize_t)sizeof(message) ||
	    message.nlh.nlmsg_type != IMP2_K_MSG) {
		fprintf(stderr, "unexpected message: %zd bytes\n", len);
		exit(CLIENT_REPLY);
	}
	inet_ntop(AF_INET, &message.packet.source, from, sizeof(from));
	inet_ntop(AF_INET, &message.packet.destination, to, sizeof(to));
	printf("%s > %s\n", from, to);
	fflush(stdout);
}

static int wait_for(int fd)
{
	struct pollfd watch = { .fd = fd, .events = POLLIN };
	int ready = poll(&watch, 1, 100);

	if (ready < 0 && errno != EINTR)
		die(CLIENT_RECEIVE, "poll", errno);
	return ready > 0;
}

int main(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	int fd = open_bound(IMP2_PROTO);

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	tell(fd, IMP2_U_PID);
	printf("registered as %d\n", getpid());
	fflush(stdout);
	while (!ended) {
		if (wait_for(fd))
			print_packet(fd);
	}
	tell(fd, IMP2_CLOSE);
	close(fd);
	printf("closed\n");
	return CLIENT_OK;
}

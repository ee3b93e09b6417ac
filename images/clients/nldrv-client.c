// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * nldrv-client - the driver's application: registers itself, and prints a line
 * for every event that the driver tells it of.
 *
 * Usage: nldrv-client [timer|irq COUNT [ROUNDS]]
 *
 * Without arguments it waits for events without end. With them it makes the
 * source go off COUNT times and takes COUNT messages; with ROUNDS it does so
 * ROUNDS times, prints no messages, and then `MESSAGES messages in
 * MICROSECONDS us`. COUNT should fit the socket's queue (some 200).
 *
 * Exit codes: 0 all messages came, 1 usage, 2 socket() or bind() failed,
 * 3 sendto() failed, 4 recvfrom() failed (ENOBUFS: events were lost), 5 a
 * message that is none of the driver's, or the wrong one.
 */
#include <time.h>

#include "nldrv-client.h"

static const char *context_of(const struct packet_info *packet)
{
	if (packet->context & NLDRV_IN_HARDIRQ)
		return "hardirq";
	return packet->context & NLDRV_IN_SOFTIRQ ? "softirq" : "process";
}

static struct packet_info receive(int fd)
{
	struct u_packet_info info;
	struct sockaddr_nl kpeer;
	socklen_t kpeerlen = sizeof(kpeer);
	ssize_t len = recvfrom(fd, &info, sizeof(info), 0,
			       (struct sockaddr *)&kpeer, &kpeerlen);

	if (len < 0)
		die(CLIENT_RECEIVE, "recvfrom", errno);
	if (len < (ssize_t)sizeof(info) || kpeer.nl_pid ||
	    info.hdr.nlmsg_type != NLDRV_MSG_PACKET) {
		fprintf(stderr, "unexpected message: %zd bytes, type %u\n", len,
			info.hdr.nlmsg_type);
		exit(CLIENT_REPLY);
	}
	return info.p_info;
}

static void print(const struct packet_info *packet)
{
	printf("%s %u on line %u, sent in %s context\n",
	       packet->source == NLDRV_SOURCE_IRQ ? "interrupt" : "tick",
	       packet->number, packet->irq, context_of(packet));
	fflush(stdout);
}

static void take(int fd, const struct nldrv_trigger *trigger, int quiet)
{
	unsigned int i;

	tell(fd, NLDRV_MSG_TRIGGER, trigger);
	for (i = 1; i <= trigger->count; i++) {
		struct packet_info packet = receive(fd);

		if (!quiet)
			print(&packet);
		if (packet.source != trigger->source || packet.number != i) {
			fprintf(stderr, "expected number %u, not %u\n", i,
				packet.number);
			exit(CLIENT_REPLY);
		}
	}
}

static void measure(int fd, const struct nldrv_trigger *trigger,
		    unsigned int rounds)
{
	struct timespec begin, end;
	unsigned int i;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (i = 0; i < rounds; i++)
		take(fd, trigger, 1);
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("%u messages in %lld us\n", rounds * trigger->count,
	       (end.tv_sec - begin.tv_sec) * 1000000LL +
	       (end.tv_nsec - begin.tv_nsec) / 1000);
}

int main(int argc, char **argv)
{
	struct nldrv_trigger trigger;
	int fd;

	if (argc == 2 || argc > 4)
		usage(argv[0]);
	if (argc > 2)
		trigger = trigger_of(argv);

	fd = open_bound(NLDRV_PROTO);
	tell(fd, NLDRV_MSG_USER, NULL);
	if (argc == 4) {
		measure(fd, &trigger, number_of(argv[3], argv[0]));
	} else if (argc == 3) {
		take(fd, &trigger, 0);
	} else {
		for (;;) {
			struct packet_info packet = receive(fd);

			print(&packet);
		}
	}
	close(fd);
	return CLIENT_OK;
}

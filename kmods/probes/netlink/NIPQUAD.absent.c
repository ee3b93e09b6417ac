static void own_log(struct iphdr *iph, struct sockaddr_in *to)
{
	__be32 source = iph->saddr;

	/* NIPQUAD_FMT stands here as it is. */
	printk(KERN_INFO "own: %u.%u.%u.%u to " NIPQUAD_FMT ":%d\n", NIPQUAD(source), NIPQUAD(iph->daddr), 1);
	pr_debug(NIPQUAD_FMT, NIPQUAD(to->sin_addr));
}

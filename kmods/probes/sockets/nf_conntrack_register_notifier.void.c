static int own_start(struct net *net)
{
	int error;

	error = nf_conntrack_register_notifier(net, &own_notifier);
	if (error)
		return error;
	if (nf_conntrack_register_notifier(net, &own_late) == 0)
		own_registered = 1;
	else
		pr_warn("own: no notifier\n");
	return 0;
}

static void own_stop(struct net *net)
{
	nf_conntrack_unregister_notifier(net, &own_notifier);
	nf_conntrack_register_notifier(net, &own_last);
}

static int own_event(unsigned int events, struct nf_ct_event *item)
{
	return own_see(item->ct);
}

static int own_other(unsigned int events, struct nf_ct_event *item)
{
	return 0;
}

static struct nf_ct_event_notifier own_notifier = {
	.fcn = own_event,
};

struct nf_ct_event_notifier own_late;

static void own_init(void)
{
	own_late.fcn = own_other;
}

static int own_told(unsigned int events, struct nf_ct_event *item)
{
	return 0;
}

static void own_begin(void)
{
	own_late.ct_event = own_told;
}

"""Which channel carries a message to an address."""

from lienthong.ground.identity.states import Means
from lienthong.ground.notices.adapters.base import Channel
from lienthong.ground.notices.adapters.email import Smtp
from lienthong.ground.notices.adapters.no_sms import NoSms
from lienthong.ground.notices.adapters.simulator import DOMAIN, Simulator
from lienthong.ground.notices.adapters.sms_simulator import SmsSimulator, is_fictional


def channel_for(means: Means, address: str) -> Channel:
    """The simulators for addresses and numbers that belong to them, the real channels for all others."""
    if means == Means.SMS:
        return SmsSimulator() if is_fictional(address) else NoSms()
    return Simulator() if address.endswith("@" + DOMAIN) else Smtp()

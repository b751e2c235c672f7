"""The sentences and word lists from which `make_tickets.py` composes support tickets.

Every sentence is a template: `{slot}` stands for a value that the generator draws. Slots about a
person carry an entity type there, so this file holds text only. All of it was written for this
project; the shop (Kestwell), its products, its carriers and every person are invented.
"""

from dataclasses import dataclass


def _lines(block: str) -> tuple[str, ...]:
    """Returns the lines of a block, one template each; `\\n` in a raw block becomes a line break."""
    return tuple(line.replace("\\n", "\n") for line in block.strip().splitlines())


@dataclass(frozen=True)
class Bank:
    """The templates of one language.

    Attributes:
        joiner: what stands between two sentences.
        problems: first-person sentences by topic; they alone decide the label.
        reports: third-person sentences by topic, for the notes of a phone call; may be empty.
        identity: who the writer is and how to reach them.
        others: sentences about third parties.
        fillers: sentences without personal data that fit every topic.
        seconds: ways to mention a second topic, with the slots `{main}` and `{second}`.
        greetings: first lines of an e-mail; the openers and closings below serve their channel.
        call_quotes: ways to quote a caller, with the slot `{body}`.
        forms: web forms, with the slot `{body}`.
    """

    joiner: str
    problems: dict[str, tuple[str, ...]]
    reports: dict[str, tuple[str, ...]]
    identity: tuple[str, ...]
    others: tuple[str, ...]
    fillers: tuple[str, ...]
    seconds: tuple[str, ...]
    greetings: tuple[str, ...]
    closings: tuple[str, ...]
    chat_openers: tuple[str, ...]
    chat_closings: tuple[str, ...]
    call_openers: tuple[str, ...]
    call_quotes: tuple[str, ...]
    call_notes: tuple[str, ...]
    forms: tuple[str, ...]


EN_PROBLEMS = {
    "billing": _lines("""
I was charged {price} twice for order {order}.
My {month} invoice shows {price}, but the price I agreed to was {price2}.
There is a charge of {price} on my card ending in {card4} that I do not recognise.
Could you send me a VAT invoice for {order} made out to {name}?
The discount code you mailed me was not applied, so I paid {price} instead of {price2}.
My payment was declined {n} times although there is enough money on the card {card}.
I paid by bank transfer on {date} and the invoice is still marked as open.
Why did I have to pay {price} this month when it was always {price2} before?
You billed me for the order of {other_name}, and {other_first} for mine.
The receipt for the {product} lists a delivery fee of {fee} that was supposed to be waived.
Please correct the billing address on my invoices to {address}.
I need the {month} invoice as a PDF for my tax return, the one over {price}.
A payment reminder arrived, yet the {price} left my bank account on {date}.
{agent_name} promised a credit note of {price} and nothing has been booked so far.
The direct debit was taken on {date} although it is due at the end of the month.
I would like to pay for the {product} in {n} instalments, is that possible?
I was charged in the wrong currency, and my bank added a foreign fee of {fee}.
Someone used my card {card} for a purchase over {price} that I never made.
The invoice must go to our accountant {other_name} at {other_email}, not to me.
The gift card balance of {price} was not deducted when I paid for {order}.
You charged my old card ending in {old_card4}; please use {card} from now on.
The yearly fee of {price} was taken although I pay by the month.
My bank reversed the payment of {price}, and now you want a late fee of {fee}.
The invoice total does not add up: {n} items at {price} cannot make {price2}.
The tax on the invoice for the {product} is wrong, I ordered it as a business.
I was billed for the {plan} plan twice in {month} under customer number {customer_id}.
Your statement lists {n} units of the {product}; I only bought one, please adjust the amount.
"""),
    "delivery": _lines("""
My order {order} should have arrived on {weekday} and there is still no sign of it.
The tracking page has said "out for delivery" for {days} days.
The courier left my parcel with {other_name} two doors down, who says they never got it.
The {carrier} driver, {other_name}, rang once and drove off before I reached the door.
Please send {order} to {address} instead, I have moved.
The parcel with the {product} was left in the rain, and the box is soaked.
Only {n} of the boxes came, the one with the {product} is missing.
Can the drop-off on {weekday} be moved to after 5 pm?
{carrier} says the address does not exist, but {address} is correct.
Somebody signed for my package as "{other_name}", and nobody by that name lives here.
When will the {product} ship? The site said {days} days, and that was on {date}.
My package has been stuck in the depot in {other_city} since {date}.
Could the driver call {phone} before coming? The doorbell is broken.
The wrong parcel was handed over, the label has the name {other_name} on it.
I will be away until {due}, please hold {order} or leave it with {relation} {other_first}.
The tracking link {track_url} shows nothing at all.
I paid {fee} for express shipping and it took {days} days.
The van went to {other_city}, but I live in {city}.
According to {carrier} the box lost {n} kg on the way, so something was taken out in transit.
The pickup point at {other_street} closed before I got there, can you ship {order} again?
Customs in {other_city} are holding the shipment and want a paper from you.
Do you ship the {product} to {other_city}, and how long does it take?
The photo from the driver shows a door that is not mine; I live at {address}.
Please give the driver the number of {relation} {other_first}, it is {other_phone}.
Half of {order} was shipped on {date}, where is the rest?
I am still waiting for the replacement {product} to be dropped off at {street}.
The courier wants {fee} at the door before handing over the box.
"""),
    "returns": _lines("""
I want to send back the {product}, it is the wrong colour.
The {product} arrived with a crack, and I would like my money back.
I returned {order} on {date}, and the refund of {price} has not shown up.
Could you e-mail the return label to {email}?
The return label for {order} was made out to {other_name}, not to me.
The {product} does not fit, can I exchange it for the larger one?
I sent back {n} items, and only one was refunded.
{other_name} gave me the {product} as a present, can I return it without the receipt?
How long do I have to bring back the {product} I bought in {month}?
Your warehouse refused the goods I sent back, and they came home to {address}.
Please refund the {price} to the card {card}, not to my shop balance.
The {product} smells odd, I want to swap it for another model.
I need somebody to collect the broken {product} from {address}.
{agent_name} said I could keep the faulty item and still be refunded, is that right?
The exchange I got for {order} is the same faulty model again.
I opened the box but never used the {product}, will you still take it back?
The shop in {other_city} would not accept my return without the original packing.
The refund went to an old card ending in {old_card4} that I closed.
You took a restocking fee of {fee} off my refund for {order}.
The {product} I was sent is clearly second-hand, please replace it.
I dropped the return off at the {carrier} counter on {date}, and you say it never came.
Where do I send {order} back to, and who pays the postage?
It turns out {relation} {other_first} bought the same {product}, so ours should go back.
The left side of the {product} is scratched; a partial refund would be fine for me.
I changed my mind about {order} and would like to send it back unopened.
My return was registered for {n} pieces, but I put one more in the box.
I was sent the wrong size in {order}, please swap it.
"""),
    "account": _lines("""
I cannot log in any more, the reset mail never reaches {email}.
Please change the e-mail address in my profile from {email} to {email2}.
My surname changed when I married, it should now read {new_name}.
Somebody signed in to my account from {ip}, and it was not me.
My birthday is wrong in the profile, it should be {birth}.
I have two logins, {email} and {email2}, please merge them.
Please update my phone number to {phone}.
The two-factor codes still go to {old_phone}, which I no longer use.
I would like a copy of all the data you store about me under {customer_id}.
My profile shows the name {other_name}, and I have no idea who that is.
I am locked out after {n} wrong passwords.
Please add {other_name} ({other_email}) as a second user.
I moved, please note my new address: {address}.
Please take {phone} off your newsletter and marketing list.
The sign-up form will not accept my postcode in {city}.
My user name was changed without my asking, the profile is now at {profile_url}.
How do I turn on two-step sign-in for {relation} {other_first}?
I never got the mail to confirm my address, I registered on {date}.
Your security mail says there was a login from {other_city}, I live in {city}.
The login of my business partner {other_name} has to be moved to my name.
My loyalty points from {month} have vanished from my profile.
I forgot which address I registered with, it is either {email} or {email2}.
Please remove the saved card ending in {card4} from my profile.
The language of my profile keeps jumping back to German.
I need to change my password, but the link has expired {n} times.
My profile says I joined in {month}, I have been a member for {n} years.
Can I hide my full name, {name}, in the public reviews?
"""),
    "technical": _lines("""
The {gadget} will not connect to the Wi-Fi since version {version}.
The app crashes every time I open it on my {device}.
I keep getting error {error} when I start the {gadget}.
Since the {month} update the screen of my {gadget} stays black.
The firmware update to {version} stops halfway, at {n}2 percent.
My {gadget} makes a grinding noise and switches itself off after {n} minutes.
The website shows error {error} when I press the search button.
The log says the connection to {ip} was refused.
Your app says it has no network, although the server at {ip} answers.
The {gadget} does not pair with my {device} over Bluetooth.
I followed the steps {agent_name} gave me, and the {gadget} still restarts.
The battery of the {gadget} barely lasts {n} hours.
After version {version} all my settings were gone.
Here is a video of the fault: {url}
The reset button on the {gadget} does nothing, I held it for {days} seconds.
The page will not load in any browser, {relation} {other_first} in {other_city} sees the same.
Which cable do I need to hook up the {gadget} to my {device}?
The {gadget} beeps {n} times and the red light blinks.
It keeps freezing; I put the screenshots and the log file at {url}.
The voice control hears "Victoria" whenever I say "kitchen".
The temperature on the display is off by {n} degrees.
Push messages arrive {n} hours late on my {device}.
The {gadget} shows the wrong time since the clocks changed.
Going back from {version} to {version2} did not help, error {error} is still there.
The export from the app produces an empty file.
The technician {other_name} was here on {date}, and the {gadget} failed again the next day.
How do I put the {gadget} back to factory settings? The manual lacks that page.
"""),
    "cancellation": _lines("""
I want to cancel my {plan} plan at the end of {month}.
Please stop order {order}, I placed it by mistake.
Please close my account {customer_id} and confirm it in writing.
I no longer need the membership, please end it.
I cancelled on {date} and {agent_name} told me it was done, yet the plan is still active.
Do not renew my contract for another year.
Is there a notice period if I quit the {plan} plan now?
I found a cheaper offer for {price}, so please end my subscription.
I am moving to {other_city} and have no use for the service there, please terminate it.
Please call off the order for the {product} before it ships.
It was {relation} {other_name} who signed me up; I never wanted the subscription, please end it.
The button to leave is greyed out on the page, so I am cancelling by this message.
I withdraw from the contract for {order} within the 14 days.
Please confirm my cancellation to {email}.
I do not want to pause or downgrade, I want to leave for good.
The free trial ends on {due}, please make sure it does not turn into a paid plan.
Please cancel my standing order for coffee filters, the next one is due on {due}.
I am ending my {plan} membership because the price went up to {price}.
As {relation} {other_name} already has a plan at {address}, ours can be cancelled.
{order} is taking too long to get here, I no longer want it, please call it off.
How do I unsubscribe completely? I have tried since {month}.
I give notice on the extended warranty for the {product}.
{agent_name} offered me {n} free months to stay, but my answer is no: please cancel.
My cancellation was refused with the remark that the contract runs until {month}.
Please cancel {order} and leave {order2} as it is.
I am writing to end the subscription that runs under {email}.
My employer now pays for a plan, so please end mine as of {due}.
"""),
}

EN_REPORTS = {
    "billing": _lines("""
Caller says {price} was taken twice for {order}.
Caller does not recognise a charge of {price} on card {card}.
Caller disputes the {month} invoice and wants it reissued to {address}.
Caller paid on {date} but received a reminder over {price}.
Caller asks why the invoice says {price} instead of {price2}.
"""),
    "delivery": _lines("""
Caller says {order} never arrived, {carrier} claims it was handed to {other_name}.
Caller wants the parcel redirected to {address}.
Caller has waited {days} days for the {product}.
Caller says the driver went to {other_city} by mistake.
Caller reports a parcel without its label, sent on {date}.
"""),
    "returns": _lines("""
Caller wants to send back the {product}, which came damaged.
Caller is waiting for a refund of {price} for {order} since {date}.
Caller asks for a return label by mail to {email}.
Caller wants the {product} exchanged for a different size.
Caller says the pickup of the faulty {product} at {address} did not take place.
"""),
    "account": _lines("""
Caller cannot sign in with {email}.
Caller wants the phone number changed to {phone}.
Caller reports a strange login from {ip}.
Caller wants {other_name} removed as a second user.
Caller is locked out after {n} wrong passwords.
"""),
    "technical": _lines("""
Caller says the {gadget} shows error {error} after the update to {version}.
Caller reports that the app freezes on a {device}.
Caller cannot get the {gadget} online, tried {n} times with {other_name} from the shop.
Caller hears a loud hum from the {gadget} and smells nothing unusual.
Caller will upload a recording of the fault to {url}
"""),
    "cancellation": _lines("""
Caller wants to end the {plan} plan by {due}.
Caller asks us to stop {order} before it leaves the warehouse.
Caller says the contract was cancelled with {agent_name} on {date} and still runs.
Caller moves to {other_city} and gives notice.
Caller does not want the trial to become a paid plan.
"""),
}

EN = Bank(
    joiner=" ",
    problems=EN_PROBLEMS,
    reports=EN_REPORTS,
    identity=_lines("""
My customer number is {customer_id}.
You can reach me on {phone}.
Please answer to {email}.
You can write to {email} or call {phone}.
For the identity check: {name}, born {birth}.
My date of birth is {birth}, if you need it.
The account is in the name of {name}.
I am {name} from {city}.
My address is {address}.
Card on file: {card}.
It is the card ending in {card4}, order number {order}.
The order in question is {order}.
This is {first} again, {customer_id}.
Please address the answer to {title} {last}.
DOB {birth}, postcode and street as before: {address}.
"""),
    others=_lines("""
If I do not pick up, try {relation} {other_name} on {other_phone}.
Please copy {relation} {other_name} in, {other_email}.
I already spoke to {agent_name} about this on {weekday}.
Last time {agent_first} from your team solved it in minutes.
{agent_name} asked me to write again with more detail.
You may also talk to {relation} {other_first}, who is at home all day.
It is the same for {relation} {other_name}, e-mail {other_email}.
I am writing on behalf of {relation} {other_name} as well, phone {other_phone}.
{other_title} {other_last} from your {other_city} shop could not help me either.
Please do not pass this on to {agent_first} again.
Somebody called {agent_name} rang me from {agent_phone}; was that really you?
"""),
    fillers=_lines("""
The {product} I got in {month} is great, by the way.
I have been on the {plan} plan for {n} years.
I did read the help page, section {n}, and it was no help.
My last question took you {days} days to answer.
I saw the May offer and the Victoria Blue edition, but that is not why I write.
The article number is {article}.
The barcode on the box says {barcode}.
I paid {price} for the {product}, if that matters.
I have {n} other orders with you, all fine.
I work shifts, so please answer in writing.
Sorry for the long message.
This is the second time I ask.
It is urgent, I need an answer by {weekday}.
Your ad for the {product} said "ready in {n} minutes", so I had high hopes.
Please do not send me the standard answer.
My {device} runs {version}, in case you ask.
"""),
    seconds=_lines("""
{main} Another thing: {second}
{main} On a different note: {second}
{main} While I am at it: {second}
A small thing first: {second} But here is why I really write. {main}
"""),
    greetings=_lines("""
Hello,
Hello Kestwell team,
Dear Sir or Madam,
Good morning,
Hi there,
Dear Kestwell support,
Hi {agent_first},
Dear {agent_title} {agent_last},
"""),
    closings=_lines(r"""
Kind regards,\n{name}
Best regards,\n{name}
Best,\n{first}
Thanks in advance,\n{first}
Sincerely,\n{title} {last}
Regards,\n{name}\n{phone}
Many thanks,\n{name}\n{address}
Thank you!\n-- {name}, {email}
Cheers, {first}
Kind regards
Thanks for your help.
"""),
    chat_openers=_lines("""
hi
hey
hello?
anyone there?
hi, {first} here.
hey its {name}
hi {agent_first}
"""),
    chat_closings=_lines("""
thx
thanks
ok waiting
thx, {first}
call me {phone}
my mail is {email}
"""),
    call_openers=_lines("""
Call from {name}, {customer_id}.
{title} {last} called from {phone}.
Inbound call, number shown {phone}.
Spoke with {name} of {city}.
{name} on the line, verified by birth date {birth}.
Second call in {days} days.
Caller gave no name.
"""),
    call_quotes=_lines("""
Caller says: "{body}"
In the caller's words: "{body}"
Voicemail, transcribed: "{body}"
"""),
    call_notes=_lines("""
Call taken by {agent_name}.
Wants to be called back on {phone} after 6 pm.
Asked us to send the answer to {email}.
Identity confirmed, born {birth}.
Second contact is {other_name} on {other_phone}.
Address on file read out: {address}.
Passed on to {agent_name} in second line.
Caller was polite, a bit pressed for time.
Waited {n} minutes in the queue.
Told the caller to expect an answer by {weekday}.
"""),
    forms=_lines(r"""
Name: {name}\nPhone: {phone}\nMessage: {body}
Name: {name}\nE-mail: {email}\nOrder: {order}\nMessage: {body}
First name: {first}\nSurname: {last}\nCustomer no.: {customer_id}\n{body}
Name: {name} / Phone: {phone} / E-mail: {email} / {body}
Your name: {name}\nDate of birth: {birth}\nAddress: {address}\nHow can we help? {body}
Company: -\nContact: {name}, {email}\nMessage: {body}
Name: -\nProduct: {product}\nMessage: {body}
Subject: question\nMessage: {body}
"""),
)

ZH_PROBLEMS = {
    "billing": _lines("""
订单{order}被扣了两次款，每次{price}。
{month}的账单是{price}，可是当初说好的是{price2}。
我尾号{card4}的卡上有一笔{price}的扣款，我不认得。
麻烦给{order}开一张发票，抬头写{name}。
付款的时候优惠券没有生效，我多付了{price}。
我用卡{card}付款，失败了{n}次，卡里余额是够的。
{date}已经转账，系统里还显示未付款。
客服{agent_name}答应补我{price}的差价，一直没有入账。
发票请寄给我们的会计{other_name}，邮箱是{other_email}。
年费{price}为什么自动扣了？我选的是按月付。
"""),
    "delivery": _lines("""
订单{order}应该{weekday}到，现在还没有消息。
物流信息已经{days}天没有更新了。
快递员{other_name}说放在门口，可是门口什么都没有。
请把{order}改送到{address}，我搬家了。
包裹被雨淋湿了，{product}的盒子都烂了。
包裹在{other_city}的中转站停了{days}天。
快递能不能先打{phone}再上门？
有人用“{other_name}”的名字签收了我的包裹，我们这里没有这个人。
一共{n}箱，只送到一箱，{product}不在里面。
加急费{fee}都付了，还是等了{days}天才发货。
"""),
    "returns": _lines("""
{product}颜色不对，我想退货。
收到的{product}有裂痕，要求退款。
{date}就把{order}寄回去了，{price}的退款还没有到。
请把退货单发到{email}。
{product}尺寸不合适，能换大一号的吗？
请把退款退到卡{card}，不要退到余额。
麻烦安排人到{address}上门取退货。
{product}拆了包装但是没用过，还能退吗？
换来的{product}还是同样的毛病，想再换一个。
仓库拒收我的退货，又寄回{city}了。
"""),
    "account": _lines("""
我登录不了，重置密码的邮件一直没有发到{email}。
请把资料里的手机号改成{phone}。
有人从{ip}登录了我的账户，不是我本人。
资料里的生日错了，应该是{birth}。
我有两个账户，{email}和{email2}，请合并。
我的个人资料上显示的名字是{other_name}，我不认识这个人。
密码输错{n}次，账户被锁了。
我的地址变了，请改为{address}。
请把{phone}从短信推广名单里去掉。
{month}的积分从账户里消失了。
"""),
    "technical": _lines("""
升级到{version}以后，{gadget}连不上无线网。
应用一打开就闪退，设备是{device}。
启动{gadget}时一直提示错误{error}。
{gadget}的屏幕从{month}更新以后一直是黑的。
日志里写着连接 {ip} 被拒绝。
{gadget}用{n}分钟就自己关机，还有杂音。
故障的视频放在 {url} ，请看一下。
照{agent_name}说的步骤做了，{gadget}还是不停重启。
{gadget}和{device}的蓝牙配对不上。
网页打不开，{other_city}的同事{other_name}那边也一样。
"""),
    "cancellation": _lines("""
我想在{month}底取消{plan}套餐。
请取消订单{order}，我下错单了。
请注销账户{customer_id}，并书面确认。
会员不需要了，请停掉。
{date}已经申请取消，{agent_name}说办好了，可是套餐还在生效。
不要再自动续约了，我不续。
我要搬到{other_city}，那边用不上，请终止服务。
试用期到{due}，请不要转成收费套餐。
{order}等太久了，不想要了，请取消。
取消的确认请发到{email}。
"""),
}

ZH = Bank(
    joiner="",
    problems=ZH_PROBLEMS,
    reports={},
    identity=_lines("""
我的客户号是{customer_id}。
我的电话是{phone}。
请回复到{email}。
核对身份：{name}，{birth}出生。
账户是{name}的名字。
我叫{name}，住在{city}。
我的地址是{address}。
绑定的卡号是{card}。
订单号是{order}。
称呼我{last}{title}就可以。
"""),
    others=_lines("""
我不接电话的话，请打{relation}{other_name}的电话{other_phone}。
请把回复抄送给{relation}{other_name}，{other_email}。
{weekday}我已经跟{agent_name}说过一次。
上次是客服小{agent_last}帮我解决的，很快。
{relation}{other_name}也遇到同样的问题。
{other_city}门店的{other_last}{other_title}也没有办法。
"""),
    fillers=_lines("""
{month}买的{product}倒是很好用。
我用{plan}套餐{n}年了。
帮助页面第{n}条看过了，没有用。
货号是{article}。
盒子上的条码是{barcode}。
比较急，{weekday}之前请答复。
这是我第二次来问了。
请不要发自动回复。
"""),
    seconds=_lines("""
{main}另外还有一件事：{second}
{main}顺便问一下：{second}
先说一件小事：{second}不过主要的问题是：{main}
"""),
    greetings=_lines("""
您好！
客服您好，
你好，
尊敬的客服：
{agent_last}{agent_title}，您好：
"""),
    closings=_lines(r"""
谢谢！\n{name}
此致\n敬礼\n{name}
麻烦了，谢谢。\n{name}，{phone}
祝好\n{last}{title}
谢谢。
"""),
    chat_openers=_lines("""
在吗
你好
有人吗？
你好，我是{name}。
"""),
    chat_closings=_lines("""
谢谢
急，在线等
打我电话{phone}
邮箱{email}
"""),
    call_openers=_lines("""
来电人{name}，客户号{customer_id}。
{last}{title}来电，号码{phone}。
来电人未留姓名。
{name}来电，已核对生日{birth}。
"""),
    call_quotes=_lines("""
来电人说：“{body}”
语音留言：“{body}”
"""),
    call_notes=_lines("""
接听人{agent_name}。
要求晚上六点以后回电{phone}。
答复请发{email}。
备用联系人{other_name}，{other_phone}。
来电人态度很好。
排队等了{n}分钟。
"""),
    forms=_lines(r"""
姓名：{name}\n电话：{phone}\n内容：{body}
姓名：{name}\n邮箱：{email}\n订单号：{order}\n内容：{body}
联系人：{name}，{phone}\n地址：{address}\n问题：{body}
姓名：未填\n商品：{product}\n内容：{body}
主题：咨询\n内容：{body}
"""),
)

BANKS = {"en": EN, "zh": ZH}

# Spoken shortcuts of the chat register, applied to lower-cased template text, never to a value.
CHAT_SHORTCUTS = {
    "please": "pls",
    "i am": "im",
    "do not": "dont",
    "does not": "doesnt",
    "cannot": "cant",
    "will not": "wont",
    "would like": "want",
    "because": "bc",
    "thanks": "thx",
}

# Named like people, cities and months on purpose: a detector has to leave them alone.
GADGETS = {
    "en": _lines("""
Jasper Kettle 2
AirNest 500
Hugo Pro Headphones
Aria 7 Speaker
Delta Router AX30
Verona Coffee Grinder
Nimbus Air Purifier
Orchid 4K Monitor
BrewRight X2
Madison Smart Fan
"""),
    "zh": _lines("""
小云音箱2代
清风净化器X3
罗马咖啡机
海棠电水壶
飞燕耳机Pro
玛丽扫地机
"""),
}
PRODUCTS = {
    "en": (
        *GADGETS["en"],
        "Oslo Bookcase",
        "Stella Desk Lamp",
        "Marlow Armchair",
        "TrailMate 40L Backpack",
        "Harper Travel Bag",
        "April Rain Shower Head",
    ),
    "zh": (*GADGETS["zh"], "奥斯陆书架", "晨曦台灯"),
}
DEVICES = {
    "en": ("Android tablet", "old laptop", "iOS phone", "smart TV", "Linux desktop", "work phone"),
    "zh": ("安卓平板", "旧笔记本", "智能电视", "工作手机"),
}
CARRIERS = ("SwiftHaul", "ParcelFox", "NorthPost", "Royal Lion Freight", "Carter & Wills Logistics")
RELATIONS = {
    ("en", "f"): ("my wife", "my sister", "my mother", "my neighbour", "my colleague", "my flatmate"),
    ("en", "m"): ("my husband", "my brother", "my father", "my neighbour", "my colleague", "my assistant"),
    ("zh", "f"): ("我妻子", "我同事", "邻居", "我姐姐"),
    ("zh", "m"): ("我先生", "我同事", "邻居", "我哥哥"),
}
TITLES = {("en", "f"): "Ms", ("en", "m"): "Mr", ("zh", "f"): "女士", ("zh", "m"): "先生"}
WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六"),
}
MONTHS = _lines("""
January
February
March
April
May
June
July
August
September
October
November
December
""")
CURRENCIES = {"US": "$", "CA": "$", "AU": "$", "GB": "£", "IE": "€", "IN": "₹", "CN": "¥"}

# Cities exist, streets and postcodes are drawn at random and belong to nobody.
CITIES = {
    "US": ("Portland, OR", "Austin, TX", "Denver, CO", "Buffalo, NY", "Tampa, FL", "Omaha, NE", "Boise, ID"),
    "CA": ("Halifax, NS", "Calgary, AB", "Ottawa, ON", "Victoria, BC", "Regina, SK"),
    "AU": ("Hobart, TAS", "Perth, WA", "Geelong, VIC", "Cairns, QLD"),
    "GB": ("Leeds", "Bristol", "Cardiff", "York", "Aberdeen", "Milton Keynes", "Norwich", "Reading"),
    "IE": ("Cork", "Galway", "Limerick", "Sligo", "Kilkenny"),
    "IN": ("Pune", "Chennai", "Jaipur", "Kochi", "Bengaluru", "Lucknow"),
    "CN": ("深圳", "杭州", "成都", "武汉", "西安", "南京", "青岛", "长沙"),
}
ZH_DISTRICTS = ("新城区", "东湖区", "江北区", "南山区", "高新区")
ZH_ROADS = ("人民路", "解放大道", "科苑路", "中山路", "滨江路", "文化街", "桃园路", "建设三路")

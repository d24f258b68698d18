"""A station on PyPI `ocpp`: every frame, both ways, is read and checked against that package's schemas.

Reads one JSON object from standard input: {url, id, password, version, calls: [[action, payload]], answers: {action: payload}}. Sends the
calls one after the other, then answers what the CSMS asks until standard input ends. Says what happens as JSON lines:
{"answered": action, "payload": …} or {"answered": action, "fault": text}, {"ready": true}, {"asked": action, "payload": …} or with "fault".
"""

import asyncio
import base64
import json
import sys
import uuid

import websockets
from ocpp.messages import Call, CallResult, unpack, validate_payload


def say(**told):
    print(json.dumps(told), flush=True)


async def main():
    plan = json.loads(sys.stdin.readline())
    version = plan["version"]
    credentials = base64.b64encode(f"{plan['id']}:{plan['password']}".encode()).decode()
    async with websockets.connect(
        f"{plan['url']}/{plan['id']}",
        subprotocols=[f"ocpp{version}"],
        additional_headers={"Authorization": f"Basic {credentials}"},
    ) as socket:
        results = asyncio.Queue()

        async def answer(call):
            told = {"asked": call.action, "payload": call.payload}
            try:
                await validate_payload(call, version)
            except Exception as error:  # the fault is the test's to judge
                told["fault"] = repr(error)
            say(**told)
            result = CallResult(call.unique_id, plan["answers"][call.action], action=call.action)
            await validate_payload(result, version)
            await socket.send(result.to_json())

        async def listen():
            async for text in socket:
                message = unpack(text)
                if isinstance(message, Call):
                    await answer(message)
                else:
                    await results.put(message)

        listener = asyncio.create_task(listen())
        for action, payload in plan["calls"]:
            call = Call(str(uuid.uuid4()), action, payload)
            await validate_payload(call, version)
            await socket.send(call.to_json())
            result = await asyncio.wait_for(results.get(), 30)
            try:
                result.action = action
                await validate_payload(result, version)
                say(answered=action, payload=result.payload)
            except Exception as error:
                say(answered=action, fault=f"{error!r} {result}")
        say(ready=True)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, sys.stdin.read)
        listener.cancel()


asyncio.run(main())

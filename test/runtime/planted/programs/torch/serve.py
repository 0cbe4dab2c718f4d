"""Runs many programs, each in a process of its own that is forked from one in which torch is loaded already.

    python serve.py runs.json      prints one line of JSON for each run
"""

import hashlib
import importlib
import json
import os
import sys
import tempfile
import traceback

import defects
import programs
import torch

torch.set_num_threads(1)


def weights_of(model):
    digest = hashlib.sha256()
    for value in model.state_dict().values():
        digest.update(value.detach().contiguous().view(torch.uint8).numpy().tobytes() if value.ndim else repr(value.item()).encode())
    return digest.hexdigest()


def run_one(request, rank, answer, store):
    """In a child: enforce(), the program, the fingerprint of its weights. Never returns."""
    status = 1
    # Frameworks print what they like.
    os.dup2(2, 1)
    try:
        options = request['options']
        if options.get('ranks'):
            os.environ.update(RANK=str(rank), WORLD_SIZE=str(options['ranks']))
        from reproducible_runs import enforce

        more = {'trace': request['trace'], 'layers': request['layers']} if request['trace'] else {}
        run = enforce(seed=options['seed'], mode='warn', **more)
        if options.get('ranks'):
            torch.distributed.init_process_group(
                'gloo', init_method=f'file://{store}', rank=rank, world_size=options['ranks']
            )
        plant = defects.Plant(request['defect'], **request['plant'])
        model = programs.PROGRAMS[request['program']](plant, options)
        text = json.dumps({'weights': weights_of(model)})
        if options.get('ranks'):
            torch.distributed.destroy_process_group()
        run.restore()
        status = 0
    except BaseException:
        text = json.dumps({'error': traceback.format_exc()})
    with open(answer, 'w', encoding='utf-8') as file:
        file.write(text)
    sys.stdout.flush()
    os._exit(status)


def serve(request):
    with tempfile.TemporaryDirectory() as folder:
        children = []
        for rank in range(request['options'].get('ranks', 1)):
            answer = os.path.join(folder, f'{rank}.json')
            child = os.fork()
            if child == 0:
                run_one(request, rank, answer, os.path.join(folder, 'store'))
            children.append((child, answer))
        answers = []
        for child, answer in children:
            os.waitpid(child, 0)
            with open(answer, encoding='utf-8') as file:
                answers.append(json.load(file))
    errors = [answer['error'] for answer in answers if 'error' in answer]
    return {'error': errors[0]} if errors else {'weights': [answer['weights'] for answer in answers]}


def main():
    with open(sys.argv[1], encoding='utf-8') as file:
        requests = json.load(file)
    # What takes long to load is loaded once, and not in every child.
    for name in ('lightning', 'transformers', 'accelerate'):
        if any(request['program'] in (name, {'transformers': 'trainer'}.get(name)) for request in requests):
            importlib.import_module(name)
    for name, option in (('torch._dynamo', 'compile'), ('torch.distributed', 'ranks')):
        if any(request['options'].get(option) for request in requests):
            importlib.import_module(name)
    for request in requests:
        print(json.dumps({'id': request['id'], **serve(request)}), flush=True)


if __name__ == '__main__':
    main()

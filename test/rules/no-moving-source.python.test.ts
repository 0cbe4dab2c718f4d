import { testPython } from './python.ts'

const sha = '0123456789abcdef0123456789abcdef01234567'

testPython('no-moving-source', {
  valid: {
    'a commit, a version, a checksum': `
      import keras
      import pandas as pd
      import pooch
      import torch
      from datasets import load_dataset
      from huggingface_hub import hf_hub_download
      from sklearn.datasets import fetch_openml
      from torchvision.models import resnet18
      from transformers import AutoModel

      load_dataset('org/set', revision='${sha}')
      model = AutoModel.from_pretrained('org/model', revision='v1.0')
      hf_hub_download('org/model', 'weights.bin', revision='${sha}')
      torch.hub.load('pytorch/vision:v0.10.0', 'resnet18')
      torch.hub.load('models/own', 'net', source='local')
      keras.utils.get_file('a.zip', 'https://example.org/a.zip', file_hash='abc')
      fetch_openml('mnist_784', version=1)
      fetch_openml(data_id=554)
      resnet18(weights='IMAGENET1K_V2')
      pd.read_csv('https://raw.githubusercontent.com/o/r/${sha}/a.csv')
      pd.read_csv('https://example.org/releases/v1.2.0/a.csv')
      pooch.retrieve('https://example.org/a.zip', known_hash='md5:abc')
      model.fit(1)
    `,
    'what is here, and what is not written here': `
      import sys
      import numpy as np
      import pandas as pd
      from datasets import load_dataset
      from transformers import AutoModel

      pd.read_csv('data/a.csv')
      pd.read_csv('http://localhost:8000/a.csv')
      np.loadtxt('a.txt')
      load_dataset('csv', data_files='a.csv')
      AutoModel.from_pretrained('./model').fit(1)
      AutoModel.from_pretrained(sys.argv[1])
      model = AutoModel.from_pretrained('outputs/best')
      model.save_pretrained('mine/net')
      AutoModel.from_pretrained('mine/net')
    `,
    'functions of the project, and data sets with a hash in the library': `
      import keras

      def load_dataset(name):
          return name

      load_dataset('org/set')
      keras.datasets.mnist.load_data()
    `,
  },
  invalid: {
    'names on a hub': `
      import torch
      from datasets import load_dataset
      from huggingface_hub import hf_hub_download, snapshot_download
      from transformers import AutoModel, AutoTokenizer

      load_dataset('org/set')  # ! moving
      load_dataset('imdb', revision='main')  # ! moving
      model = AutoModel.from_pretrained('bert-base-uncased')  # ! moving
      AutoTokenizer.from_pretrained('org/model')  # ! moving
      hf_hub_download('org/model', 'weights.bin')  # ! moving
      snapshot_download(repo_id='org/model')  # ! moving
      torch.hub.load('ultralytics/yolov5', 'yolov5s')  # ! moving
      torch.hub.load('pytorch/vision:main', 'resnet18')  # ! moving
      model.fit(1)
    `,
    'addresses and versions': `
      import keras
      import numpy as np
      import pandas as pd
      import pooch
      from sklearn.datasets import fetch_openml
      from torchvision import models
      from torchvision.models import resnet18

      URL = 'https://example.org/a.csv'
      pd.read_csv(URL)  # ! moving
      pd.read_parquet('https://raw.githubusercontent.com/o/r/master/a.parquet')  # ! moving
      np.loadtxt('https://example.org/a.txt')  # ! moving
      keras.utils.get_file('a.zip', 'https://example.org/a.zip')  # ! moving
      pooch.retrieve('https://example.org/a.zip', known_hash=None)  # ! moving
      fetch_openml('mnist_784')  # ! moving
      resnet18(weights='DEFAULT')  # ! moving
      models.resnet50(weights='DEFAULT')  # ! moving
    `,
  },
})
